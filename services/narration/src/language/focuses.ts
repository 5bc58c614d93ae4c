import { NARRATIVE_FOCUSES } from '@vss/shared/contracts/narration-control.ts'
import { z } from 'zod'
import { readWords } from './read-words.ts'

const focus = z.strictObject({
  /** Words that mark scenes and sentences as being about this focus; they also make the retrieval query. */
  keywords: z.array(z.string()),
  /** How a narration with this focus may announce itself, with and without the name of the asset. */
  intro: z.array(z.string()).min(1),
})

const focuses = z.record(z.enum(NARRATIVE_FOCUSES), focus)

export const FOCUSES = { en: readWords('en', 'focuses', focuses), zh: readWords('zh', 'focuses', focuses) }
