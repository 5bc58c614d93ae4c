import type { Providers } from '@vss/shared/ai/make-providers.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Deps } from '../deps.ts'
import type { FactFinder } from './fact-finder.ts'
import { makeKeywordFactFinder } from './make-keyword-fact-finder.ts'
import { makeModelFactFinder } from './make-model-fact-finder.ts'

/** Where only live providers may find facts and none is set up: the task fails and says what to set. */
export const missingFactFinder: FactFinder = {
  model: 'none',
  maxScenes: Number.POSITIVE_INFINITY,
  usage: async () => null,
  find: async () => {
    throw new AppError('llm_failed', 'ai.provider_missing', { service: 'rag', setting: 'GOOGLE_API_KEY' })
  },
}

/** Decided at start: a model where there is one; else rules, or nothing where only live providers may answer. */
export const chooseFactFinder = (
  { languageModel, usageOf }: Pick<Providers, 'languageModel' | 'usageOf'>,
  mode: 'auto' | 'live' | 'offline',
): Deps['factFinderFor'] => {
  if (languageModel)
    return (task) => {
      const model = languageModel(task, task.payload.service_params.model)
      return makeModelFactFinder(model, () => usageOf(task.id, model.model))
    }
  const finder = mode === 'live' ? missingFactFinder : makeKeywordFactFinder()
  return () => finder
}
