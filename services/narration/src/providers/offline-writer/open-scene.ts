import { fillSlots } from '@vss/shared/errors/sentence.ts'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import { cleanStoryText } from '../../language/clean-story-text.ts'
import type { People } from '../../language/find-people.ts'
import { LEXICON } from '../../language/lexicon.ts'
import { contentMarks, type TellableScene } from './beat.ts'
import type { PhraseBook } from './phrase-book.ts'
import { phrasePlace } from './place-phrases.ts'

/*
 * Which opening a scene gets, in this order: a change of time (flashback, caption), a change of place, other people. At most
 * one of them is used, and none when the first sentence sets time or place itself, so that nothing is said twice.
 */

const TIME = {
  en: new RegExp(LEXICON.en.timePhrase, 'i'),
  zh: new RegExp(LEXICON.zh.timePhrase),
} as const

/** Letters at the start of a sentence in which it may set its own scene. */
const SENTENCE_HEAD = { zh: 16, en: 60 }

/** Whether a sentence says itself where or when it plays, so that an opening would say it twice. */
const setsItsScene = (sentence: string, place: string, lang: StoryLanguage): boolean => {
  const head = sentence.slice(0, SENTENCE_HEAD[lang])
  if (lang === 'zh') {
    const name = place.replace(/[里上]$/, '')
    const noun = name.slice(-3)
    const fragment = sentence.split('，')[0] ?? ''
    const parts = (text: string, size: number) =>
      Array.from({ length: text.length - size + 1 }, (_, i) => text.slice(i, i + size))
    return (
      [...parts(noun, 2), ...parts(name, 3)].some((part) => sentence.includes(part)) ||
      fragment.length <= 5 ||
      /^[在从]|[里上中外前后](?:，|$)/.test(fragment)
    )
  }
  const marks = contentMarks(place, lang)
  return (
    new RegExp(`^(?:${LEXICON.en.adverbials.join('|')})\\b`, 'i').test(head) ||
    [...contentMarks(head, lang)].some((mark) => marks.has(mark))
  )
}

/** When the scene plays, where a caption says so ("十八年前", "eleven years ago"). */
const timeOf = (scene: Scene, lang: StoryLanguage): string | null => {
  for (const caption of scene.captions) {
    const found = TIME[lang].exec(cleanStoryText(caption.text, lang))?.[0]
    if (found) return lang === 'en' ? found.toLowerCase() : found
  }
  return null
}

const isPast = (time: string): boolean => /前$|ago$|earlier$|before$/.test(time)

export type Opening = {
  words: string
  /** Whether it says where the scene plays. */
  isPlace: boolean
}

type Neighbours = {
  entry: TellableScene
  /** The scene told before. */
  before: TellableScene | null
  /** Whether that one was opened with its place: a row of places sounds like a timetable. */
  placedBefore: boolean
}

const startWith = (time: string, lang: StoryLanguage): string =>
  lang === 'zh' ? `${time}，` : `${time.charAt(0).toUpperCase()}${time.slice(1)}, `

/** Another time than that of the scene told before; null where it is the same. */
const openTime = ({ entry, before }: Neighbours, sentence: string, lang: StoryLanguage, phrases: PhraseBook) => {
  const { scene } = entry
  const previous = before?.scene.timeline ?? 'LINEAR'
  const time = timeOf(scene, lang)
  const startsWithTime = TIME[lang].test(sentence.slice(0, lang === 'zh' ? 8 : 28))
  if (scene.timeline === 'FLASHBACK' && previous !== 'FLASHBACK') {
    if (startsWithTime) return before === null ? '' : phrases.next('flashback')
    // Nothing was told yet that could be gone back from.
    if (before === null && time && isPast(time)) return startWith(time, lang)
    return time && isPast(time) ? fillSlots(phrases.next('flashbackTime'), { time }) : phrases.next('flashback')
  }
  if (scene.timeline === 'FLASHFORWARD' && previous !== 'FLASHFORWARD') return phrases.next('flashforward')
  if (scene.timeline === 'INTERCUT' && before !== null) return phrases.next('intercut')
  if (startsWithTime) return ''
  // The same time again is no news.
  if (time && scene.timeline === 'LINEAR' && (before === null || timeOf(before.scene, lang) !== time)) {
    return startWith(time, lang)
  }
  const returned = before !== null && ['FLASHBACK', 'FLASHFORWARD'].includes(previous) && scene.timeline === 'LINEAR'
  if (!returned) return null
  // What is still to come is no memory to return from.
  return previous === 'FLASHFORWARD' ? (phrases.options('present', { plain: true })[0] ?? '') : phrases.next('present')
}

/**
 * The words that lead from the scene told before into this one: another time first, else another place, else other
 * people. Empty where the sentence needs none.
 */
export const openScene = (
  neighbours: Neighbours,
  sentence: string,
  lang: StoryLanguage,
  phrases: PhraseBook,
  people: People,
): Opening => {
  const { entry, before, placedBefore } = neighbours
  const time = openTime(neighbours, sentence, lang, phrases)
  if (time !== null) return { words: time, isPlace: false }
  const { scene } = entry
  const moved = before !== null && before.scene.location !== scene.location
  const meets =
    before === null || entry.people.length === 0 || entry.people.some((name) => before.people.includes(name))
  const place = before === null || moved ? phrasePlace(scene.location, lang, people.isCommon) : null
  const isSet = place !== null && setsItsScene(sentence, place.bare, lang)
  if (place && !isSet && !(placedBefore && meets)) {
    const opening = fillSlots(phrases.next('place'), { place: place.at, bare: place.bare })
    return { words: opening.charAt(0).toUpperCase() + opening.slice(1), isPlace: true }
  }
  return { words: meets || isSet ? '' : phrases.next('elsewhere'), isPlace: false }
}

/** What the teller was not there to see, and when it was, where it lies in the past. */
export const openHearsay = (scene: Scene, sentence: string, lang: StoryLanguage, phrases: PhraseBook): Opening => {
  const time = scene.timeline === 'FLASHBACK' ? timeOf(scene, lang) : null
  const says = time !== null && isPast(time) && !TIME[lang].test(sentence)
  const words = phrases.next('hearsay')
  return { words: says ? words + time + (lang === 'zh' ? '，' : ', ') : words, isPlace: false }
}
