import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { cleanStoryText } from '../../language/clean-story-text.ts'
import { LEXICON } from '../../language/lexicon.ts'
import { isInLanguage } from '../../language/sentences.ts'

/*
 * A location field as an adverbial of place: "back room" becomes "in the back room", 七号仓 becomes 七号仓里. Preposition or
 * suffix come from lists of nouns; the article depends on whether the words are a name.
 */

/** A place as the narrator opens with it: with its preposition or suffix ("in the back room", "七号仓里"), and bare. */
export type Place = { at: string; bare: string }

/** A place longer than this is a description and is told with the scene, not as an opening. */
const LONGEST = { zh: 16, en: 9 }

const suffixOf = (place: string): string => {
  if (/[里上中内外前后旁边下处口间]$/.test(place)) return ''
  const places = Object.entries(LEXICON.zh.places).flatMap(([suffix, nouns]) => nouns.map((noun) => ({ suffix, noun })))
  const match = places.filter(({ noun }) => place.endsWith(noun)).sort((a, b) => b.noun.length - a.noun.length)[0]
  return match?.suffix ?? ''
}

const chinesePlace = (raw: string): Place | null => {
  const parts = raw.split(/[，、；/\s-]+/).filter(Boolean)
  const place = parts.length > 1 ? `${parts[0]}的${parts.at(-1)}` : (parts[0] ?? '')
  if (!place || place.length > LONGEST.zh) return null
  return { at: `${place}${suffixOf(place)}`, bare: place }
}

type PlaceNoun = { preposition: string; noun: string }
const PLACE_NOUNS: PlaceNoun[] = Object.entries(LEXICON.en.places)
  .flatMap(([preposition, nouns]) => nouns.map((noun) => ({ preposition, noun })))
  .sort((a, b) => b.noun.length - a.noun.length)

const englishPlace = (raw: string, isCommon: (word: string) => boolean): Place | null => {
  const place = (raw.split(/[,;/]|\s-\s/)[0] ?? '').trim()
  if (!place || place.split(/\s+/).length > LONGEST.en) return null
  const whole = (text: string) => ({ at: text, bare: text })
  if (/^(?:in|on|at|inside|outside|under|near|behind|by|aboard|above|below)\b/i.test(place))
    return whole(lowerFirst(place))
  // The noun that says what kind of place it is stands before "of", "at" or "with".
  const [head = place, ...tail] = place.split(
    /\s(?:of|off|at|with|beside|under|near|above|behind|in|on|by|to|for|after|before|outside|inside|between|across|opposite)\s/i,
  )
  const kind = head.toLowerCase()
  const match = PLACE_NOUNS.find(({ noun }) => kind === noun || kind.endsWith(` ${noun}`))
  const first = place.split(/\s/)[0] ?? ''
  const owner = /^(?:[A-Z]\S*\s)?\S+(?:'s|’s|s'|s’)\s/.test(place)
  const stem = first.toLowerCase().replace(/(?:'s|’s|')$/, '')
  const common = PLACE_NOUNS.some(({ noun }) => noun === stem) || LEXICON.en.placeWords.includes(stem) || isCommon(stem)
  const determined = /^(?:the|a|an|his|her|their)\s/i.test(place)
  const lowered = common || determined ? lowerFirst(place) : place
  const article =
    !determined && (owner ? common : match !== undefined || common || (tail.length > 0 && / of /.test(place)))
  const named = article ? `the ${lowerFirst(lowered, common || tail.length > 0)}` : lowered
  return { at: `${match?.preposition ?? 'at'} ${named}`, bare: named }
}

const lowerFirst = (text: string, apply = true): string => (apply ? text.charAt(0).toLowerCase() + text.slice(1) : text)

/** A scene's place ready to open with; null where it cannot be said so. `isCommon` knows words that are no names. */
export const phrasePlace = (
  location: string | null,
  lang: StoryLanguage,
  isCommon: (word: string) => boolean,
): Place | null => {
  const clean = location ? cleanStoryText(location, lang).replace(/[。.]$/, '') : ''
  if (!clean || !isInLanguage(lang, clean)) return null
  return lang === 'zh' ? chinesePlace(clean) : englishPlace(clean, isCommon)
}
