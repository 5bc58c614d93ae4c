import { readFileSync } from 'node:fs'
import { promptTemplate } from '@vss/shared/ai/prompt.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { z } from 'zod'

const prompts = z.object({
  system: promptTemplate(),
  prompt: promptTemplate('most', 'clips', 'sentences'),
})

const readPrompt = (lang: StoryLanguage, name: string): string =>
  readFileSync(new URL(`../../../prompts/${lang}/${name}.txt`, import.meta.url), 'utf8').trim()
const readPrompts = (lang: StoryLanguage) =>
  prompts.parse({ system: readPrompt(lang, 'choose-clips.system'), prompt: readPrompt(lang, 'choose-clips') })

export const CLIP_PROMPTS: Record<StoryLanguage, z.output<typeof prompts>> = {
  zh: readPrompts('zh'),
  en: readPrompts('en'),
}
