import { z } from 'zod'
import type { Candidate } from '../../film/candidate.ts'
import type { AskedSentence } from './batch-sentences.ts'

/** Few clips play under a sentence; what is named after these is not looked at. */
export const MOST_CHOSEN = 4

export const clipAnswer = z.object({
  choices: z.array(z.object({ sentence: z.number().int(), clips: z.array(z.number().int()) })),
})

/**
 * The clips chosen for each sentence by its index, the best first. A sentence that is missing, answered twice, or given
 * a clip that is none of its own is left out, and so is one that none suits.
 */
export const readChoices = (
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
