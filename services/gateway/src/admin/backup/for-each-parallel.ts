/** Works on what `items` gives, `width` at once. The first failure starts no other, waits for those in work, is thrown. */
export const forEachParallel = async <T>(
  items: AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const source = items[Symbol.asyncIterator]()
  let failed = false
  const run = async () => {
    try {
      while (!failed) {
        const next = await source.next()
        if (next.done) return
        await work(next.value)
      }
    } catch (error) {
      failed = true
      throw error
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: width }, run))
  for (const result of ended) if (result.status === 'rejected') throw result.reason
}
