import { memoiseAnswers } from '@vss/shared/ai/language-model.ts'
import type { Providers } from '@vss/shared/ai/make-providers.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { NarrationDeps, PayingTask } from '../deps.ts'
import { makeLiveTranslator } from './live/make-live-translator.ts'
import { makeLiveWriter } from './live/make-live-writer.ts'
import { missingWriter } from './missing-writer.ts'
import { makeOfflineWriter } from './offline-writer/make-offline-writer.ts'

/** Who writes and translates, decided once at start: the model where there is one, else nobody who would be paid. */
export const chooseWriters = (
  languageModel: Providers['languageModel'],
  mode: 'auto' | 'live' | 'offline',
): Pick<NarrationDeps, 'writerFor' | 'translatorFor'> => {
  if (!languageModel) {
    const writer = mode === 'live' ? missingWriter : makeOfflineWriter()
    return { writerFor: () => writer, translatorFor: null }
  }
  const modelFor = (task: PayingTask, run: Run) =>
    memoiseAnswers(languageModel(task, task.payload.service_params.model), run)
  return {
    writerFor: (task, run) => makeLiveWriter(modelFor(task, run), run.log),
    translatorFor: (task, run) => makeLiveTranslator(modelFor(task, run)),
  }
}
