import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { LEXICON } from './lexicon.ts'

/** `{asset_name}` of a prompt is filled elsewhere; it is no keyword. */
const SLOT = /\{asset_name\}/g

/**
 * The words of a prompt that say what it is about: without the language's stop words; Chinese as pairs of
 * neighbouring characters. A prompt is only ever read like this, never filled or executed.
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
