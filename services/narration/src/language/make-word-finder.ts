import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { escapePattern } from './escape-pattern.ts'

/** Counts which of the words a text holds, each once; English words are looked for whole and in any case. */
export const makeWordFinder = (words: readonly string[], lang: StoryLanguage): ((text: string) => number) => {
  if (words.length === 0) return () => 0
  const any = [...words]
    .sort((a, b) => b.length - a.length)
    .map(escapePattern)
    .join('|')
  const pattern = lang === 'zh' ? new RegExp(any, 'gi') : new RegExp(`(?<![\\p{L}])(?:${any})(?![\\p{L}])`, 'giu')
  return (text) => new Set(text.match(pattern)?.map((word) => word.toLowerCase())).size
}
