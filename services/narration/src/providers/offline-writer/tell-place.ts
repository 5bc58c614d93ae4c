import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { LEXICON } from '../../words/lexicon.ts'
import { cleanText } from './clean-text.ts'

/** A place longer than this is a description and is told with the scene, not as an opening. */
const LONGEST = { zh: 16, en: 9 }

const suffixOf = (place: string): string => {
  if (/[里上中内外前后旁边下处口间]$/.test(place)) return ''
  const places = Object.entries(LEXICON.zh.places).flatMap(([suffix, nouns]) => nouns.map((noun) => ({ suffix, noun })))
  const match = places.filter(({ noun }) => place.endsWith(noun)).sort((a, b) => b.noun.length - a.noun.length)[0]
  return match?.suffix ?? ''
}

const chinesePlace = (raw: string): string | null => {
  const parts = raw.split(/[，、；/\s-]+/).filter(Boolean)
  const place = parts.length > 1 ? `${parts[0]}的${parts.at(-1)}` : (parts[0] ?? '')
  if (!place || place.length > LONGEST.zh) return null
  return `${place}${suffixOf(place)}`
}

type PlaceNoun = { preposition: string; noun: string }
const PLACE_NOUNS: PlaceNoun[] = Object.entries(LEXICON.en.places)
  .flatMap(([preposition, nouns]) => nouns.map((noun) => ({ preposition, noun })))
  .sort((a, b) => b.noun.length - a.noun.length)

const englishPlace = (raw: string): string | null => {
  const place = (raw.split(/[,;/]|\s-\s/)[0] ?? '').trim()
  if (!place || place.split(/\s+/).length > LONGEST.en) return null
  if (/^(?:in|on|at|inside|outside|under|near|behind|by|aboard|above|below)\b/i.test(place)) return place
  // The noun that says what kind of place it is stands before "of", "at" or "with".
  const head = (
    place.split(/\s(?:of|off|at|with|beside|under|near|above|behind|in|on|by|to|for|after|before)\s/i)[0] ?? place
  ).toLowerCase()
  const match = PLACE_NOUNS.find(({ noun }) => head === noun || head.endsWith(` ${noun}`))
  const preposition = match?.preposition ?? 'at'
  const owned = /^\S+(?:'s|’s|s'|s’)\s/.test(place) || /^(?:the|a|an|his|her|their)\s/i.test(place)
  const first = place.split(/\s/)[0] ?? ''
  const common =
    PLACE_NOUNS.some(({ noun }) => noun === first.toLowerCase()) || LEXICON.en.placeWords.includes(first.toLowerCase())
  const lowered =
    common || /^(?:the|a|an|his|her|their)\s/i.test(place) ? place.charAt(0).toLowerCase() + place.slice(1) : place
  return owned || !match ? `${preposition} ${lowered}` : `${preposition} the ${lowered}`
}

/** A scene's place as the narrator opens with it ("in the back room", "七号仓里"); null where it cannot be said so. */
export const tellPlace = (location: string | null, lang: StoryLanguage): string | null => {
  const clean = location ? cleanText(location, lang).replace(/[。.]$/, '') : ''
  if (!clean) return null
  return lang === 'zh' ? chinesePlace(clean) : englishPlace(clean)
}
