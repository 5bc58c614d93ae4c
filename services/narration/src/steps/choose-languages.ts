import type { NarrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import { baseLanguage, NARRATION_LANGUAGES } from '@vss/shared/contracts/language.ts'
import type { Story } from '@vss/shared/story/story.ts'

const isKnown = (tag: string | null | undefined): tag is string =>
  typeof tag === 'string' && NARRATION_LANGUAGES.includes(baseLanguage(tag))

/**
 * From and to which language: the source as the script says, else as asked, else the story's own. What is no language
 * here says nothing: files come back from clients that may have written into them.
 */
export const chooseLanguages = (
  params: { source_lang?: string | null | undefined; target_lang: string },
  script: NarrationScriptInput,
  story: Story,
): { sourceLang: string; targetLang: string } => ({
  sourceLang: baseLanguage([script.target_lang, script.lang, params.source_lang].find(isKnown) ?? story.lang),
  targetLang: baseLanguage(params.target_lang),
})
