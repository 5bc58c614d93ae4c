import type { Candidate, Preference } from '../../film/candidate.ts'

/** What the best choice counts, and how much less each next one does: nearness to its place decides between two. */
const BEST = 0.7
const NEXT = 0.1
/** What words count beside that: less than the last choice, so that they order what was not chosen below it. */
const WORDS = 0.3

/**
 * Prefers what was chosen for a sentence, the best first, then what shares its words; inside a chosen conversation, the
 * lines that do. Where nothing was chosen, words decide alone.
 */
export const preferChosen =
  (
    chosen: ReadonlyMap<number, readonly Candidate[]>,
    conversationOf: ReadonlyMap<Candidate, Candidate>,
    byWords: Preference,
  ): Preference =>
  (entry, candidate) => {
    const words = byWords(entry, candidate)
    const choice = chosen.get(entry)
    if (!choice) return words
    const place = choice.indexOf(conversationOf.get(candidate) ?? candidate)
    return WORDS * words + (place < 0 ? 0 : BEST - NEXT * place)
  }
