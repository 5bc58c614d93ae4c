import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { LEXICON } from './lexicon.ts'

/** Escapes a text for use in a regular expression. */
export const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** Makes a function that counts how many of the words a text holds. English matches whole words, in any case. */
export const makeWordFinder = (words: readonly string[], lang: StoryLanguage): ((text: string) => number) => {
  if (words.length === 0) return () => 0
  const any = [...words]
    .sort((a, b) => b.length - a.length)
    .map(escapePattern)
    .join('|')
  const pattern = lang === 'zh' ? new RegExp(any, 'gi') : new RegExp(`(?<![\\p{L}])(?:${any})(?![\\p{L}])`, 'giu')
  return (text) => new Set(text.match(pattern)?.map((word) => word.toLowerCase())).size
}

/** `{asset_name}` of a prompt is filled elsewhere and is not a keyword. */
const SLOT = /\{asset_name\}/g

/**
 * The content words of a prompt: everything but stop words; Chinese as pairs of neighbouring characters. The offline
 * writer and the retrieval query use a prompt only in this way, never as a template.
 */
export const extractKeywords = (prompt: string, lang: StoryLanguage): string[] => {
  const text = prompt.replace(SLOT, ' ').toLowerCase()
  const { stopWords } = LEXICON[lang]
  const words = (text.match(/[a-z][a-z'-]{2,}/g) ?? []).filter((word) => !stopWords.includes(word))
  if (lang === 'en') return [...new Set(words)]
  const stops = stopWords.reduce((rest, stop) => rest.replaceAll(stop, ' '), text)
  const pairs = (stops.match(/[\u3400-\u9fff]{2,}/g) ?? []).flatMap((run) =>
    Array.from(run)
      .slice(1)
      .map((char, i) => `${Array.from(run)[i]}${char}`),
  )
  return [...new Set([...pairs, ...words])]
}
