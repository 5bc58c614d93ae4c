import { inverseDocumentFrequency, termScore } from './bm25.ts'
import type { CorpusIndex } from './corpus-index.ts'
import type { Token } from './tokenize.ts'

/** What the query found in one scene: the sum of its terms' scores, and each term as it was written. */
export type Match = { score: number; terms: { written: string; score: number }[] }

/** Scores every scene that holds at least one of the terms; keyed by position. */
export const matchScenes = (index: CorpusIndex, query: readonly Token[]): Map<number, Match> => {
  const matches = new Map<number, Match>()
  for (const { term, written } of query) {
    const posting = index.postings.get(term)
    if (!posting) continue
    const idf = inverseDocumentFrequency(index.scenes.length, posting.positions.length)
    for (const [at, position] of posting.positions.entries()) {
      const score = termScore(idf, posting.frequencies[at] ?? 0, index.lengths[position] ?? 0, index.averageLength)
      const match = matches.get(position) ?? { score: 0, terms: [] }
      match.score += score
      match.terms.push({ written, score })
      matches.set(position, match)
    }
  }
  return matches
}
