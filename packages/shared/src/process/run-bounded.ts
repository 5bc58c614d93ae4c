/**
 * Runs a job for every input, at most `atOnce` together, and returns what came of them in order. The first failure
 * starts no further job and is thrown once those in work have ended: what they paid for is kept.
 */
export const runBounded = async <Input, Output>(
  inputs: readonly Input[],
  atOnce: number,
  run: (input: Input, at: number) => Promise<Output>,
): Promise<Output[]> => {
  const results = new Array<Output>(inputs.length)
  const queue = inputs.entries()
  const failures: unknown[] = []
  const work = async (): Promise<void> => {
    for (const [at, input] of queue) {
      if (failures.length > 0) return
      try {
        results[at] = await run(input, at)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, inputs.length) }, work))
  if (failures.length > 0) throw failures[0]
  return results
}
