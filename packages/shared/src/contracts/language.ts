import type { StoryLanguage } from '../story/story.ts'

/** `zh-CN`, `ZH`, `cmn-CN` → `zh`; `en-US` → `en`; `fr` → `fr`: the language without its region. */
export const baseLanguage = (value: string): string => {
  const base = value.trim().toLowerCase().split(/[-_]/)[0] ?? ''
  return base === 'cmn' ? 'zh' : base
}

export const isStoryLanguage = (value: string): value is StoryLanguage => value === 'zh' || value === 'en'
