import { z } from 'zod'
import { readWords } from './read-words.ts'

const messages = z.strictObject({
  done: z.string(),
  localized: z.string(),
  told_in_story_language: z.string(),
  target_cut: z.string(),
  draft_cut: z.string(),
  material_short: z.string(),
  scenes_dropped: z.string(),
  segments_removed: z.string(),
  rate_replaced: z.string(),
  too_long: z.string(),
  characters_unknown: z.string(),
  progress: z.strictObject({
    reading: z.string(),
    retrieving: z.string(),
    writing: z.string(),
    pacing: z.string(),
    translating: z.string(),
  }),
})

/** What this service says to the person who asked, by locale. */
export const MESSAGES = { en: readWords('en', 'messages', messages), zh: readWords('zh', 'messages', messages) }
