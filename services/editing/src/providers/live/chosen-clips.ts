import { z } from 'zod'
import type { Candidate, Preference } from '../../film/film.ts'
import type { AskedSentence } from './offered-clips.ts'

/** Few clips play under a sentence: those named after these are ignored. */
export const MOST_CHOSEN = 4

export const clipAnswer = z.object({
  choices: z.array(z.object({ sentence: z.number().int(), clips: z.array(z.number().int()) })),
})

/**
 * The clips chosen for each sentence by its index, the best first. A sentence that is missing, answered twice, or given
 * a clip that is none of its own is left out, and so is one that none suits.
 */
export const parseChoices = (
  { choices }: z.output<typeof clipAnswer>,
  sentences: readonly AskedSentence[],
): Map<number, Candidate[]> => {
  const chosen = new Map<number, Candidate[]>()
  for (const { index, clips } of sentences) {
    const [choice, ...more] = choices.filter(({ sentence }) => sentence === index)
    if (!choice || more.length > 0) continue
    const own = new Map(clips.map(({ number, candidate }) => [number, candidate]))
    const named = choice.clips.map((number) => own.get(number))
    const known = [...new Set(named)].filter((candidate) => candidate !== undefined)
    if (known.length > 0 && !named.includes(undefined)) chosen.set(index, known.slice(0, MOST_CHOSEN))
  }
  return chosen
}

/** The weight of the best choice, and how much less each following one weighs. */
const BEST = 0.7
const NEXT = 0.1
/** The weight of shared words: below the last choice, so that they only order the clips that were not chosen. */
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
