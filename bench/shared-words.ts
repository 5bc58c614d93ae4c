import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { queryTokens, STOP_CHARACTERS } from '../services/rag/src/retrieve/tokenize.ts'

/** Words that carry meaning: English without stop words, by their stems; Chinese as a dictionary divides it. */
const wordsOf = (text: string, lang: StoryLanguage): string[] => {
  if (lang === 'en') return queryTokens(text).map(({ term }) => term)
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  return [
    ...new Set(
      [...segmenter.segment(text)]
        .filter(({ segment, isWordLike }) => isWordLike && [...segment].some((one) => !STOP_CHARACTERS.has(one)))
        .map(({ segment }) => segment),
    ),
  ]
}

/** The share of a question's words that a text has too, 0 to 1. */
export const sharedWords = (question: string, text: string, lang: StoryLanguage): number => {
  const asked = wordsOf(question, lang)
  const there = new Set(wordsOf(text, lang))
  return asked.filter((word) => there.has(word) || (lang === 'zh' && text.includes(word))).length / asked.length
}
