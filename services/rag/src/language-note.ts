import { baseLanguage } from '@vss/shared/contracts/language.ts'
import type { Locale } from '@vss/shared/errors/sentence.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { message } from './message.ts'

/** A sentence when another language was asked for than the story is told in; null when not. */
export const languageNote = (locale: Locale, asked: string | null | undefined, story: StoryLanguage): string | null => {
  if (!asked || baseLanguage(asked) === story) return null
  const name = (lang: StoryLanguage) => message(locale, `language_${lang}`)
  return message(locale, 'other_language', { story: name(story), asked: name(story === 'zh' ? 'en' : 'zh') })
}
