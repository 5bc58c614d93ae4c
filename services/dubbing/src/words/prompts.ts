import { promptTemplate } from '@vss/shared/ai/prompt.ts'
import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import { z } from 'zod'

const sentence = z.string().min(1)

const direction = z.strictObject({
  /** By style of narration. `other` is for a style without an entry of its own. */
  styles: z.object({ other: promptTemplate('style') }).catchall(sentence),
  perspectives: z.record(z.string(), sentence),
})
const director = z.strictObject({ system: sentence, prompt: promptTemplate('script') })

const load = (locale: 'en' | 'zh') => {
  const file = (name: string) => new URL(`../../prompts/${locale}/${name}.yaml`, import.meta.url)
  return {
    direction: loadYaml(file('direction'), direction),
    director: loadYaml(file('director'), director),
  }
}
const PROMPTS = { en: load('en'), zh: load('zh') }

/** Directions are written in Chinese for Chinese, and in English for every other language. */
const promptsFor = (language: string) => (language === 'zh' ? PROMPTS.zh : PROMPTS.en)

/** How a voice is told to speak, by style and perspective. */
export const directionIn = (language: string) => promptsFor(language).direction

/** What a model is asked to direct a narration with, in the language of the directions. */
export const directorIn = (language: string) => promptsFor(language).director
