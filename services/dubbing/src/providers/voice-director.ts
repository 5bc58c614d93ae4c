import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import { fenceData, fillPrompt } from '@vss/shared/ai/prompt.ts'
import { z } from 'zod'
import { directorIn } from '../words/prompts.ts'

/** Consecutive sentences are directed together: the context shows how each one is meant. */
export type Passage = { language: string; manner: string; texts: readonly string[] }

/** Answers for each text how to speak it, beyond the manner of the whole; empty where the manner is enough. */
export type VoiceDirector = (passage: Passage, signal: AbortSignal) => Promise<string[]>

/** A direction is a sentence or two. A longer answer is not one, and would take up room in the request to the voice. */
const MAX_DIRECTION = 200
/** The model gets only the beginning of a long text or manner. */
const MAX_SHOWN = 600

const answer = z.object({
  directions: z.array(z.object({ index: z.number().int(), direction: z.string() })),
})

const shown = (text: string): string =>
  Array.from(text.slice(0, 2 * MAX_SHOWN))
    .slice(0, MAX_SHOWN)
    .join('')

/** Puts a direction on one line, without control characters; empty when it is too long to be one. */
const toDirection = (text: string): string => {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return Array.from(line).length > MAX_DIRECTION ? '' : line
}

/** Directs with a language model, for one task. Throws as `LanguageModel.generate` does. */
export const makeVoiceDirector =
  (model: LanguageModel): VoiceDirector =>
  async ({ language, manner, texts }, signal) => {
    const { system, prompt } = directorIn(language)
    const sentences = texts.map((text, index) => ({ index, text: shown(text) }))
    const script = fenceData('script', { manner: shown(manner), sentences })
    const request = { name: 'direct voice', system, prompt: fillPrompt(prompt, { script }), schema: answer }
    const { value } = await model.generate(request, signal)
    const byIndex = new Map(value.directions.map(({ index, direction }) => [index, toDirection(direction)]))
    return texts.map((_text, index) => byIndex.get(index) ?? '')
  }
