import type { Providers } from '@vss/shared/ai/make-providers.ts'
import type { Deps } from '../deps.ts'
import { makeKeywordFactFinder } from './make-keyword-fact-finder.ts'
import { makeModelFactFinder } from './make-model-fact-finder.ts'
import { missingFactFinder } from './missing-fact-finder.ts'

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
