import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { LEXICON } from '../../words/lexicon.ts'

/** Endings that make no other word: walks, walked, walking. */
const stem = (word: string): string => word.replace(/(?:'s|’s)$/, '').replace(/(?:ing|ed|es|s)$/, '')

/** What a text is about: stems of English content words, pairs of neighbouring Chinese characters. */
export const contentMarks = (text: string, lang: StoryLanguage): ReadonlySet<string> => {
  if (lang === 'zh') {
    const runs = text.match(/[\u3400-\u9fff]+/g) ?? []
    return new Set(runs.flatMap((run) => Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2))))
  }
  const words = text.toLowerCase().match(/[a-z][a-z'’-]{2,}/g) ?? []
  return new Set(words.filter((word) => !LEXICON.en.stopWords.includes(word)).map(stem))
}

/** Share of the first text's marks that the second has too, 0…1. */
export const overlapShare = (marks: ReadonlySet<string>, told: ReadonlySet<string>): number => {
  if (marks.size === 0) return 1
  let common = 0
  for (const mark of marks) if (told.has(mark)) common += 1
  return common / marks.size
}
