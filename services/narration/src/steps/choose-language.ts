import { baseLanguage, isStoryLanguage } from '@vss/shared/contracts/language.ts'
import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'

export type LanguageChoice = { lang: StoryLanguage; asked: StoryLanguage }

/**
 * The language to tell in: as asked where the writer can, else the story's own. `asked` differs where another one was
 * wanted that nobody can write.
 */
export const chooseLanguage = (
  story: Story,
  asked: string,
  languages: NarrationWriter['languages'],
): LanguageChoice => {
  const base = baseLanguage(asked)
  const wanted = isStoryLanguage(base) ? base : story.lang
  return { lang: languages === 'any' ? wanted : story.lang, asked: wanted }
}
