import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import { fenceData, fillPrompt } from '@vss/shared/ai/prompt.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import { z } from 'zod'
import { cleanModelText } from '../../language/clean-story-text.ts'
import type { Translator } from '../narration-writer.ts'
import { LONGEST_PASSAGE, translatePromptsInto } from './prompts.ts'

/** Passages of one request: enough for context, few enough that the model forgets none. */
const MOST_PASSAGES = 20
const CONCURRENT_BATCHES = 4

type Passage = { index: number; text: string }

const toBatches = (texts: readonly string[]): Passage[][] => {
  const batches: Passage[][] = []
  let characters = 0
  for (const [index, text] of texts.entries()) {
    const last = batches.at(-1)
    const fits = last && last.length < MOST_PASSAGES && characters + text.length <= LONGEST_PASSAGE
    if (fits) last.push({ index, text })
    else batches.push([{ index, text }])
    characters = fits ? characters + text.length : text.length
  }
  return batches
}

/** Throws 3004 for a text that is too long to narrate: it would be paid for and come back cut off. */
const requirePassages = (texts: readonly string[]): void => {
  const index = texts.findIndex((text) => text.length > LONGEST_PASSAGE)
  if (index < 0) return
  const length = texts[index]?.length ?? 0
  throw new AppError('payload_invalid', 'narration.passage_too_long', { index, length, limit: LONGEST_PASSAGE })
}

/** One translation for every index of the batch. A missing one is reported to the model as an error of its answer. */
const answerFor = (batch: readonly Passage[]) =>
  z.object({
    translations: z
      .array(
        z.object({
          index: z.number().int(),
          text: z.string().refine((text) => text.trim() !== '', { error: 'must not be blank' }),
        }),
      )
      .length(batch.length)
      .refine((list) => batch.every(({ index }) => list.some((item) => item.index === index)), {
        error: `must have each of these indexes once: ${batch.map(({ index }) => index).join(', ')}`,
      }),
  })

/** The translator that asks a model, for one task, in concurrent batches. */
export const makeLiveTranslator = (model: LanguageModel): Translator => ({
  model: model.model,
  translate: async ({ texts, sourceLang, targetLang }, signal) => {
    requirePassages(texts)
    const prompts = translatePromptsInto(targetLang)
    const nameOf = (lang: string) => prompts.languages[lang] ?? lang
    const translateBatch = async (batch: readonly Passage[], at: number) => {
      const passages = fenceData('passages', batch)
      const request = {
        name: `translate-${at + 1}`,
        system: prompts.system,
        prompt: fillPrompt(prompts.prompt, { source: nameOf(sourceLang), target: nameOf(targetLang), passages }),
        schema: answerFor(batch),
      }
      return (await model.generate(request, signal)).value.translations
    }
    const translated = await runBounded(toBatches(texts), CONCURRENT_BATCHES, translateBatch)
    const byIndex = new Map(translated.flat().map(({ index, text }) => [index, cleanModelText(text, targetLang)]))
    return texts.map((_, index) => byIndex.get(index) ?? '')
  },
})
