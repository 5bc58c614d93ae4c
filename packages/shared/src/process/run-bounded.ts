/**
 * Runs a job for each input, at most `atOnce` concurrently, and returns the results in order. Fails fast: after the
 * first failure no further job starts, and the failure is thrown once the jobs in flight have ended, so that nothing
 * they paid for is lost.
 */
export const runBounded = async <Input, Output>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  atOnce: number,
  run: (input: Input, at: number) => Promise<Output>,
): Promise<Output[]> => {
  const results: Output[] = []
  const queue = Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]()
  const failures: unknown[] = []
  let started = 0
  const work = async (): Promise<void> => {
    while (failures.length === 0) {
      const next = await queue.next()
      if (next.done || failures.length > 0) return
      const at = started++
      results[at] = await run(next.value, at)
    }
  }
  const worker = () => work().catch((error: unknown) => failures.push(error))
  await Promise.all(Array.from({ length: atOnce }, worker))
  if (failures.length > 0) throw failures[0]
  return results
}
