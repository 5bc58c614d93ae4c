import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import { fenceData, fillPrompt } from '@vss/shared/ai/prompt.ts'
import { z } from 'zod'
import { directorIn } from '../words/prompts.ts'

/** Sentences that follow each other are directed together: what comes before and after says how one is meant. */
export type Scene = { language: string; manner: string; texts: readonly string[] }

/** Says for each text how to say it, beyond the manner of the whole; empty where it has nothing of use to say. */
export type VoiceDirector = (scene: Scene, signal: AbortSignal) => Promise<string[]>

/** A direction is a sentence or two: what is longer is no direction, and takes the room of the text. */
const MAX_DIRECTION = 200
/** Of a text or manner the model is shown the beginning. */
const MAX_SHOWN = 600

const answer = z.object({
  directions: z.array(z.object({ index: z.number().int(), direction: z.string() })),
})

const shown = (text: string): string =>
  Array.from(text.slice(0, 2 * MAX_SHOWN))
    .slice(0, MAX_SHOWN)
    .join('')

/** On one line, without control characters; empty for what is no direction. */
const toDirection = (text: string): string => {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return Array.from(line).length > MAX_DIRECTION ? '' : line
}

/** Direction by a language model, for one task. Throws as `LanguageModel.generate` does. */
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
