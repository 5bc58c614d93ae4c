import type { CorpusIndex, Posting } from './corpus-index.ts'
import type { Token } from './tokenize.ts'

/**
 * Okapi BM25 (S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009): how much a
 * term speaks for a document, by how rare the term is and how often it occurs for the document's length.
 */

/** How soon further occurrences stop counting. 1.2 is the middle of the range the paper recommends (1.2–2). */
const BM25_K1 = 1.2
/** How much length counts, 0 not at all, 1 in full. 0.75 is the value of the TREC runs and of Lucene's default. */
const BM25_B = 0.75

/** Rarity of a term in `documentCount` documents; with 1 added inside the logarithm, as Lucene does, never below 0. */
export const inverseDocumentFrequency = (documentCount: number, withTerm: number): number =>
  Math.log(1 + (documentCount - withTerm + 0.5) / (withTerm + 0.5))

/** One term's part of a document's score. Lengths are in terms. */
export const termScore = (idf: number, frequency: number, length: number, averageLength: number): number =>
  (idf * frequency * (BM25_K1 + 1)) / (frequency + BM25_K1 * (1 - BM25_B + (BM25_B * length) / averageLength))

/** What the query found in one scene: the sum of its terms' scores, and each term as it was written. */
export type Match = { score: number; terms: { written: string; score: number }[] }

/** A term to look for, how much it counts, and how the asker wrote it: null for what the asker did not write. */
type Wanted = { term: string; weight: number; written: string | null }

/**
 * Pseudo-relevance feedback (RM3: N. Abdul-Jaleel et al., "UMass at TREC 2004"): the words that set the best scenes
 * apart are asked too, so that a scene is found that tells the same in other words. Few and light, chosen on
 * `bench/questions`: more of them pull the query away from what was asked.
 */
const FEEDBACK_SCENES = 2
const FEEDBACK_TERMS = 10
const FEEDBACK_WEIGHT = 0.1

const search = (index: CorpusIndex, wanted: readonly Wanted[]): Map<number, Match> => {
  const matches = new Map<number, Match>()
  for (const { term, weight, written } of wanted) {
    const posting = index.postings.get(term)
    if (!posting) continue
    const idf = weight * inverseDocumentFrequency(index.scenes.length, posting.positions.length)
    for (const [at, position] of posting.positions.entries()) {
      const score = termScore(idf, posting.frequencies[at] ?? 0, index.lengths[position] ?? 0, index.averageLength)
      const match = matches.get(position) ?? { score: 0, terms: [] }
      match.score += score
      if (written !== null) match.terms.push({ written, score })
      matches.set(position, match)
    }
  }
  return matches
}

/** Single Chinese characters say too little of a scene to ask for. */
const isFeedbackTerm = (term: string): boolean => term.length > 1

const occursIn = (posting: Posting, position: number): number => {
  let low = 0
  let high = posting.positions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((posting.positions[middle] ?? 0) < position) low = middle + 1
    else high = middle
  }
  return posting.positions[low] === position ? (posting.frequencies[low] ?? 0) : 0
}

/** The terms that set the best matches apart from the other scenes. */
const feedbackOf = (index: CorpusIndex, matches: ReadonlyMap<number, Match>): Wanted[] => {
  const best = [...matches].sort(([a, left], [b, right]) => right.score - left.score || a - b).slice(0, FEEDBACK_SCENES)
  const terms: Wanted[] = []
  for (const [term, posting] of index.postings) {
    if (!isFeedbackTerm(term)) continue
    const idf = inverseDocumentFrequency(index.scenes.length, posting.positions.length)
    const weight = best.reduce(
      (sum, [position, { score }]) => sum + (score * occursIn(posting, position)) / (index.lengths[position] || 1),
      0,
    )
    if (weight > 0) terms.push({ term, weight: weight * idf, written: null })
  }
  terms.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
  const most = terms[0]?.weight ?? 1
  return terms.slice(0, FEEDBACK_TERMS).map((one) => ({ ...one, weight: (FEEDBACK_WEIGHT * one.weight) / most }))
}

/** Scores every scene that holds at least one of the terms, or one of those that the best scenes have; by position. */
export const matchScenes = (index: CorpusIndex, query: readonly Token[]): Map<number, Match> => {
  const wanted = query.map(({ term, written, weight }) => ({ term, weight, written: weight < 1 ? null : written }))
  const matches = search(index, wanted)
  return matches.size === 0 ? matches : search(index, [...wanted, ...feedbackOf(index, matches)])
}
