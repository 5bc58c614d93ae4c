import { AppError } from '@vss/shared/errors/app-error.ts'
import type { NarrationWriter } from './narration-writer.ts'

const refuse = (): never => {
  throw new AppError('llm_failed', 'ai.provider_missing', { service: 'narration', setting: 'GOOGLE_API_KEY' })
}

/** Where only live providers may write and none is set up: every task that needs words fails and says what to set. */
export const missingWriter: NarrationWriter = {
  model: 'none',
  languages: 'of_story',
  keepsLength: true,
  draft: async () => refuse(),
  shorten: async () => refuse(),
  rewrite: null,
}
