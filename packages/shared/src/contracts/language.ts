import type { StoryLanguage } from '../story/story.ts'

/** `zh-CN`, `ZH`, `cmn-CN` → `zh`; `en-US` → `en`; `fr` → `fr`: the language without its region. */
export const baseLanguage = (value: string): string => {
  const base = value.trim().toLowerCase().split(/[-_]/)[0] ?? ''
  return base === 'cmn' ? 'zh' : base
}

/** The languages in which a narration can be written; each has its own pace. */
export const NARRATION_LANGUAGES: readonly string[] = ['zh', 'en', 'fr', 'ja', 'ko', 'de', 'es', 'it', 'pt', 'ru']

export const isStoryLanguage = (value: string): value is StoryLanguage => value === 'zh' || value === 'en'
