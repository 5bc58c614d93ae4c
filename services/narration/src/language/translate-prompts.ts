import { promptTemplate } from '@vss/shared/ai/prompt.ts'
import { z } from 'zod'
import { readWords } from './read-words.ts'

const file = z.strictObject({
  system: z.string().min(1),
  prompt: promptTemplate('source', 'target', 'passages'),
  languages: z.record(z.string(), z.string()),
})
type TranslatePrompts = z.output<typeof file>

const OTHERS = readWords('en', 'translate', file)
const PROMPTS: Record<string, TranslatePrompts> = {
  zh: readWords('zh', 'translate', file),
  fr: readWords('fr', 'translate', file),
}

/** The prompts for translating into a language: its own where there are some, else the English ones. */
export const translatePromptsInto = (lang: string): TranslatePrompts => PROMPTS[lang] ?? OTHERS
