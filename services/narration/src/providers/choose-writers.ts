import { memoiseAnswers } from '@vss/shared/ai/language-model.ts'
import type { Providers } from '@vss/shared/ai/make-providers.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import { makeLiveTranslator } from './live/make-live-translator.ts'
import { makeLiveWriter } from './live/make-live-writer.ts'
import type { NarrationWriter, PayingTask, Writers } from './narration-writer.ts'
import { makeOfflineWriter } from './offline-writer/make-offline-writer.ts'

const refuse = async (): Promise<never> => {
  throw new AppError('llm_failed', 'ai.provider_missing', { service: 'narration', setting: 'GOOGLE_API_KEY' })
}

/** For mode `live` without a model: every task that needs a writer fails and names the setting. */
const missingWriter: NarrationWriter = {
  model: 'none',
  languages: 'of_story',
  keepsLength: true,
  draft: refuse,
  shorten: refuse,
  rewrite: null,
}

/** Who writes and translates, decided once at start: the model where there is one, else the offline writer. */
export const chooseWriters = (
  languageModel: Providers['languageModel'],
  mode: 'auto' | 'live' | 'offline',
): Writers => {
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
