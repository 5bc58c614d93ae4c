import type { CorpusIndex } from './corpus-index.ts'

/** About 160 MB: a posting takes some 40 bytes, with its share of the term table. */
const MAX_POSTINGS = 4_000_000

/**
 * Memoises indexes by version, least recently used out first. A version never changes, so no entry goes stale. The entry
 * just used always stays, however large. Concurrent requests for an index that is being built share that build.
 */
export const makeIndexCache = (
  load: (version: number) => Promise<CorpusIndex>,
  maxPostings = MAX_POSTINGS,
): ((version: number) => Promise<CorpusIndex>) => {
  const indexes = new Map<number, CorpusIndex>()
  const building = new Map<number, Promise<CorpusIndex>>()

  const memoise = (version: number, index: CorpusIndex) => {
    indexes.delete(version)
    indexes.set(version, index)
    let total = [...indexes.values()].reduce((sum, { size }) => sum + size, 0)
    for (const [oldest, { size }] of indexes) {
      if (total <= maxPostings || oldest === version) break
      indexes.delete(oldest)
      total -= size
    }
  }

  const build = (version: number): Promise<CorpusIndex> => {
    const promise = load(version).finally(() => building.delete(version))
    building.set(version, promise)
    return promise
  }

  return async (version) => {
    const index = indexes.get(version) ?? (await (building.get(version) ?? build(version)))
    memoise(version, index)
    return index
  }
}
