import { promptTemplate } from '@vss/shared/ai/prompt.ts'
import { NARRATION_STYLES, NARRATIVE_FOCUSES } from '@vss/shared/contracts/narration-control.ts'
import { z } from 'zod'
import { readWords } from './read-words.ts'

const file = z.strictObject({
  system: z.string().min(1),
  draft: promptTemplate(
    ...['part', 'parts', 'language', 'style', 'focus', 'perspective', 'units', 'least', 'most', 'unit'],
    ...['wishes', 'people', 'outline', 'scenes'],
  ),
  shorten: promptTemplate('language', 'max', 'unit', 'passage'),
  rewrite: promptTemplate('language', 'max', 'unit', 'problems', 'passage', 'scenes'),
  units: z.strictObject({ characters: z.string(), words: z.string() }),
  languages: z.record(z.string(), z.string()),
  perspectives: z.record(z.enum(['third_person', 'first_person']), z.string()),
  styles: z.record(z.enum(NARRATION_STYLES), z.string()),
  focuses: z.record(z.enum(NARRATIVE_FOCUSES), z.string()),
})

const WRITER_PROMPTS = { en: readWords('en', 'writer', file), zh: readWords('zh', 'writer', file) }

/** A model is spoken to in the language it is to write where there is a file of it, else in English. */
export const writerPromptsIn = (lang: string): z.output<typeof file> => WRITER_PROMPTS[lang === 'zh' ? 'zh' : 'en']
