import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { LEXICON } from '../../language/lexicon.ts'

/** Endings that make no other word: walks, walked, walking. */
const stem = (word: string): string => word.replace(/(?:'s|’s)$/, '').replace(/(?:ing|ed|es|s)$/, '')

/** Chinese characters that carry no content of their own, and everything that is no character. */
const LIGHT = new RegExp(`[${LEXICON.zh.lightCharacters}]|[^\u3400-\u9fff]`, 'g')

/** What a text is about: stems of English content words, Chinese characters of content. */
export const contentMarks = (text: string, lang: StoryLanguage): ReadonlySet<string> => {
  if (lang === 'zh') return new Set(text.replace(LIGHT, ''))
  const words = text.toLowerCase().match(/[a-z][a-z'’-]{2,}/g) ?? []
  return new Set(words.filter((word) => !LEXICON.en.stopWords.includes(word)).map(stem))
}

/** How much two texts say the same: shared marks by the marks of the shorter one, 0…1. */
export const likeness = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  if (small.size === 0) return 0
  let common = 0
  for (const mark of small) if (large.has(mark)) common += 1
  return common / small.size
}
