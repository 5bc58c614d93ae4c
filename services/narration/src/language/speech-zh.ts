import { z } from 'zod'
import { readWords } from './read-words.ts'

const words = z.array(z.string().min(1))

/** What it takes to turn Chinese dialogue into reported speech. */
export const SPEECH_ZH = readWords(
  'zh',
  'speech',
  z.strictObject({
    interjections: words,
    vocatives: words,
    orders: words,
    wh: words,
    choice: words,
    particles: z.string(),
    kin: z.record(z.string(), z.string()),
    emphatic: words,
    humble: z.record(z.string(), z.string()),
    rhetorical: words,
    forbidding: words,
    titlesOf: z.strictObject({ female: words, male: words }),
  }),
)
