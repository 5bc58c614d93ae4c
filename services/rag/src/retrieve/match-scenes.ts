import type { CorpusIndex, Posting } from './corpus-index.ts'
import type { Token } from './tokenize.ts'

/*
 * Okapi BM25 (S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009): a term scores
 * in a document by how rare the term is and how often it occurs for the length of the document.
 */

/** How soon further occurrences stop counting. 1.2 is the lower end of the range the paper recommends (1.2–2). */
const BM25_K1 = 1.2
/** How much length counts, from 0 to 1. 0.75 is the value of the TREC runs and the default of Lucene. */
const BM25_B = 0.75

/** Rarity of a term in `documentCount` documents. Like Lucene, it adds 1 inside the logarithm, so it is never below 0. */
export const inverseDocumentFrequency = (documentCount: number, withTerm: number): number =>
  Math.log(1 + (documentCount - withTerm + 0.5) / (withTerm + 0.5))

/** The part of one term in the score of a document. Lengths are counted in terms. */
export const termScore = (idf: number, frequency: number, length: number, averageLength: number): number =>
  (idf * frequency * (BM25_K1 + 1)) / (frequency + BM25_K1 * (1 - BM25_B + (BM25_B * length) / averageLength))

/** The match of a query with one scene: the sum of its term scores, and the score of each term as it was written. */
export type Match = { score: number; terms: { written: string; score: number }[] }

/** A term to search for, its weight, and how the user wrote it. Null: the user did not write it. */
type WantedTerm = { term: string; weight: number; written: string | null }

/**
 * Pseudo-relevance feedback (RM3: N. Abdul-Jaleel et al., "UMass at TREC 2004"): a second search adds the words that set
 * the best scenes apart, so that it also finds scenes that tell the same in other words. Few terms of low weight, chosen
 * on `bench/questions`: more of them pull the query away from its subject.
 */
const FEEDBACK_SCENES = 2
const FEEDBACK_TERMS = 10
const FEEDBACK_WEIGHT = 0.1

const search = (index: CorpusIndex, wanted: readonly WantedTerm[]): Map<number, Match> => {
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

/** A single Chinese character says too little about a scene. */
const isFeedbackTerm = (term: string): boolean => term.length > 1

/** How often a term occurs in a scene, by binary search: positions are sorted. */
const frequencyIn = (posting: Posting, position: number): number => {
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
const feedbackTerms = (index: CorpusIndex, matches: ReadonlyMap<number, Match>): WantedTerm[] => {
  const best = [...matches].sort(([a, left], [b, right]) => right.score - left.score || a - b).slice(0, FEEDBACK_SCENES)
  const terms: WantedTerm[] = []
  for (const [term, posting] of index.postings) {
    if (!isFeedbackTerm(term)) continue
    const idf = inverseDocumentFrequency(index.scenes.length, posting.positions.length)
    const weight = best.reduce(
      (sum, [position, { score }]) => sum + (score * frequencyIn(posting, position)) / (index.lengths[position] || 1),
      0,
    )
    if (weight > 0) terms.push({ term, weight: weight * idf, written: null })
  }
  terms.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
  const most = terms[0]?.weight ?? 1
  return terms.slice(0, FEEDBACK_TERMS).map((one) => ({ ...one, weight: (FEEDBACK_WEIGHT * one.weight) / most }))
}

/** Scores, by position, every scene that contains a term of the query or a feedback term of its best scenes. */
export const matchScenes = (index: CorpusIndex, query: readonly Token[]): Map<number, Match> => {
  const wanted = query.map(({ term, written, weight }) => ({ term, weight, written: weight < 1 ? null : written }))
  const matches = search(index, wanted)
  return matches.size === 0 ? matches : search(index, [...wanted, ...feedbackTerms(index, matches)])
}
