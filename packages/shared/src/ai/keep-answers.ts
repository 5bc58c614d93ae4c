import type { Run } from '../worker/task-handler.ts'
import type { LanguageModel } from './language-model.ts'

/** Raised when what is asked of an answer changes without a change of its prompt. */
const ANSWER_VERSION = 1

/** The same model for one run: an answer that was paid is kept as a step, so that another attempt has it already. */
export const keepAnswers = (model: LanguageModel, run: Pick<Run, 'step'>): LanguageModel => ({
  ...model,
  generate: (request, _signal) => {
    const { name, system, prompt, temperature } = request
    const input = { model: model.model, system, prompt, temperature }
    return run.step(name, ANSWER_VERSION, input, (signal) => model.generate(request, signal))
  },
})
