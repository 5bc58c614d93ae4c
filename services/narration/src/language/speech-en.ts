import { z } from 'zod'
import { readWords } from './read-words.ts'

const words = z.array(z.string().min(1))

/** What it takes to turn English dialogue into reported speech, and a person's story into their own. */
export const SPEECH_EN = readWords(
  'en',
  'speech',
  z.strictObject({
    interjections: words,
    vocatives: words,
    titles: words,
    titlesOf: z.strictObject({ female: words, male: words }),
    contractions: z.record(z.string(), z.string()),
    modals: words,
    adverbs: words,
    wh: words,
    subjects: words,
    emphatic: words,
  }),
)
