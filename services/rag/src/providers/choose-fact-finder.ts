import type { Providers } from '@vss/shared/ai/make-providers.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { RagDeps } from '../deps.ts'
import type { FactFinder } from './fact-finder.ts'
import { makeKeywordFactFinder } from './make-keyword-fact-finder.ts'
import { makeModelFactFinder } from './make-model-fact-finder.ts'

/** For live mode without a provider: the task fails, and its error names the setting that is missing. */
const missingFactFinder: FactFinder = {
  model: 'none',
  maxScenes: Number.POSITIVE_INFINITY,
  usage: async () => null,
  find: async () => {
    throw new AppError('llm_failed', 'ai.provider_missing', { service: 'rag', setting: 'GOOGLE_API_KEY' })
  },
}

/** Chooses once, at start: a model if there is one, else rules; in live mode no rules, only a clear failure. */
export const chooseFactFinder = (
  { languageModel, usageOf }: Pick<Providers, 'languageModel' | 'usageOf'>,
  mode: 'auto' | 'live' | 'offline',
): RagDeps['factFinderFor'] => {
  if (languageModel)
    return (task) => {
      const model = languageModel(task, task.payload.service_params.model)
      return makeModelFactFinder(model, () => usageOf(task.id, model.model))
    }
  const finder = mode === 'live' ? missingFactFinder : makeKeywordFactFinder()
  return () => finder
}
