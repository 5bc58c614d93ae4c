import type { Providers } from '@vss/shared/ai/make-providers.ts'
import { chooseByWords } from './choose-by-words.ts'
import type { ClipChooser } from './clip-chooser.ts'
import { makeModelChooser } from './live/make-model-chooser.ts'

/** Decided at start: a model where there is one; else words, in every mode, since no film needs more. */
export const chooseChooser = ({ languageModel, usageOf }: Pick<Providers, 'languageModel' | 'usageOf'>): ClipChooser =>
  languageModel
    ? makeModelChooser((task) => languageModel(task, task.payload.service_params.model), usageOf)
    : chooseByWords
