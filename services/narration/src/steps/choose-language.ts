import { baseLanguage, isStoryLanguage } from '@vss/shared/contracts/language.ts'
import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'

export type LanguageChoice = { lang: StoryLanguage; asked: StoryLanguage }

/** The language to tell in: the story's own. `asked` differs where a translation was wanted that nobody can make. */
export const chooseLanguage = (story: Story, asked: string): LanguageChoice => {
  const base = baseLanguage(asked)
  return { lang: story.lang, asked: isStoryLanguage(base) ? base : story.lang }
}
