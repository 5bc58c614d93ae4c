import type { CorpusIndex } from './corpus-index.ts'

/** A posting takes some 40 bytes with its share of the term table, so this is about 160 MB. */
const MAX_POSTINGS = 4_000_000

/**
 * Keeps the indexes asked last, by version; a version never changes, so nothing goes stale. The one just asked
 * always stays, however large. Requests that meet while an index is being built share that build.
 */
export const makeIndexCache = (
  load: (version: number) => Promise<CorpusIndex>,
  maxPostings = MAX_POSTINGS,
): ((version: number) => Promise<CorpusIndex>) => {
  const kept = new Map<number, CorpusIndex>()
  const building = new Map<number, Promise<CorpusIndex>>()

  const keep = (version: number, index: CorpusIndex) => {
    kept.delete(version)
    kept.set(version, index)
    let total = [...kept.values()].reduce((sum, { size }) => sum + size, 0)
    for (const [oldest, { size }] of kept) {
      if (total <= maxPostings || oldest === version) break
      kept.delete(oldest)
      total -= size
    }
  }

  const build = (version: number): Promise<CorpusIndex> => {
    const promise = load(version).finally(() => building.delete(version))
    building.set(version, promise)
    return promise
  }

  return async (version) => {
    const index = kept.get(version) ?? (await (building.get(version) ?? build(version)))
    keep(version, index)
    return index
  }
}
