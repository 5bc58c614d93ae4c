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
