import { isPlaceholder } from '@vss/shared/story/json-record.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { LEXICON } from './lexicon.ts'

/** One speaker label cleaned of numbering and asides; null when it is nobody's name. */
export const nameOfSpeaker = (raw: string | null, lang: StoryLanguage): string | null => {
  const name = (raw ?? '').replace(/[(（[【].*$/, '').trim()
  const odd = /\d{2,}|[_#{}<>|\\/@:：]/.test(name) || !/\p{L}/u.test(name)
  if (!name || odd || isPlaceholder(name) || name.length > 40 || LEXICON[lang].notNames.includes(name.toLowerCase()))
    return null
  return name
}
