import type { NarrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import { baseLanguage } from '@vss/shared/contracts/language.ts'
import type { Story } from '@vss/shared/story/story.ts'

/** From and to which language: the source as the script says, else as asked, else the story's own. */
export const chooseLanguages = (
  params: { source_lang?: string | null | undefined; target_lang: string },
  script: NarrationScriptInput,
  story: Story,
): { sourceLang: string; targetLang: string } => ({
  sourceLang: baseLanguage(script.target_lang ?? script.lang ?? params.source_lang ?? story.lang),
  targetLang: baseLanguage(params.target_lang),
})
