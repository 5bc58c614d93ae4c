import { promptTemplate } from '@vss/shared/ai/prompt.ts'
import { NARRATION_STYLES, NARRATIVE_FOCUSES } from '@vss/shared/contracts/narration-control.ts'
import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import { z } from 'zod'
import { countUnitOf } from '../../language/count-units.ts'

/** Characters of the longest text a model rewrites in one request: many minutes of speech. A longer text is no passage. */
export const LONGEST_PASSAGE = 6_000

const writerPrompts = z.strictObject({
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

const translatePrompts = z.strictObject({
  system: z.string().min(1),
  prompt: promptTemplate('source', 'target', 'passages'),
  languages: z.record(z.string(), z.string()),
})
type TranslatePrompts = z.output<typeof translatePrompts>

/** Loads `prompts/<lang>/<name>.yaml`. */
const load = <Schema extends z.ZodType>(lang: string, name: string, schema: Schema): z.output<Schema> =>
  loadYaml(new URL(`../../../prompts/${lang}/${name}.yaml`, import.meta.url), schema)

const WRITER = { en: load('en', 'writer', writerPrompts), zh: load('zh', 'writer', writerPrompts) }

/** A prompt is in the language the model is to write, where there is a file for it; otherwise in English. */
export const writerPromptsIn = (lang: string): z.output<typeof writerPrompts> => WRITER[lang === 'zh' ? 'zh' : 'en']

/** The slots of a writer prompt that name the language and its unit. */
export const languageSlots = (lang: string) => {
  const prompts = writerPromptsIn(lang)
  return { language: prompts.languages[lang] ?? lang, unit: prompts.units[countUnitOf(lang)] }
}

const TRANSLATE_ENGLISH = load('en', 'translate', translatePrompts)
const TRANSLATE: Record<string, TranslatePrompts> = {
  zh: load('zh', 'translate', translatePrompts),
  fr: load('fr', 'translate', translatePrompts),
}

/** The prompts for translating into a language: its own where there are some, otherwise the English ones. */
export const translatePromptsInto = (lang: string): TranslatePrompts => TRANSLATE[lang] ?? TRANSLATE_ENGLISH
