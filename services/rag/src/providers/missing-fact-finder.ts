import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FactFinder } from './fact-finder.ts'

/** Where only live providers may find facts and none is set up: the task fails and says what to set. */
export const missingFactFinder: FactFinder = {
  model: 'none',
  maxScenes: Number.POSITIVE_INFINITY,
  usage: async () => null,
  find: async () => {
    throw new AppError('llm_failed', 'ai.provider_missing', { service: 'rag', setting: 'GOOGLE_API_KEY' })
  },
}
