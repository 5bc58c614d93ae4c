import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import { fill } from '../../words/fill.ts'
import { LEXICON } from '../../words/lexicon.ts'
import type { TellableScene } from './beat.ts'
import { cleanText } from './clean-text.ts'
import { contentMarks, overlapShare } from './content-marks.ts'
import type { PhraseBook } from './phrase-book.ts'
import { tellPlace } from './tell-place.ts'

const TIME = {
  en: new RegExp(LEXICON.en.timePhrase, 'i'),
  zh: new RegExp(LEXICON.zh.timePhrase),
} as const

/** An opening is not needed where the sentence says the place itself. */
const PLACE_SAID = 0.4

/** When the scene plays, where a caption says so ("十八年前", "eleven years ago"). */
const timeOf = (scene: Scene, lang: StoryLanguage): string | null => {
  for (const caption of scene.captions) {
    const found = TIME[lang].exec(cleanText(caption.text, lang))?.[0]
    if (found) return lang === 'en' ? found.toLowerCase() : found
  }
  return null
}

const isPast = (time: string): boolean => /前$|ago$|earlier$|before$/.test(time)

/**
 * The words that lead from the scene told before into this one: another time first, else another place, else other
 * people. Empty where the sentence needs none.
 */
export const openScene = (
  entry: TellableScene,
  before: TellableScene | null,
  sentence: string,
  lang: StoryLanguage,
  phrases: PhraseBook,
): string => {
  const { scene } = entry
  const previous = before?.scene.timeline ?? 'LINEAR'
  const time = timeOf(scene, lang)
  const startsWithTime = TIME[lang].test(sentence.slice(0, lang === 'zh' ? 8 : 28))
  if (scene.timeline === 'FLASHBACK' && previous !== 'FLASHBACK') {
    if (startsWithTime && lang === 'zh') return fill(phrases.next('flashbackTime'), { time: '' }).replace(/[，：]$/, '')
    return time && isPast(time) ? fill(phrases.next('flashbackTime'), { time }) : phrases.next('flashback')
  }
  if (scene.timeline === 'FLASHFORWARD' && previous !== 'FLASHFORWARD') return phrases.next('flashforward')
  if (scene.timeline === 'INTERCUT') return phrases.next('intercut')
  const returned = before !== null && ['FLASHBACK', 'FLASHFORWARD'].includes(previous) && scene.timeline === 'LINEAR'
  if (startsWithTime) return ''
  if (time && scene.timeline === 'LINEAR') {
    return lang === 'zh' ? `${time}，` : `${time.charAt(0).toUpperCase()}${time.slice(1)}, `
  }
  if (returned) return phrases.next('present')
  const moved = before !== null && before.scene.location !== scene.location
  const place = before === null || moved ? tellPlace(scene.location, lang) : null
  const said = place !== null && overlapShare(contentMarks(place, lang), contentMarks(sentence, lang)) > PLACE_SAID
  if (place && !said) {
    const opening = fill(phrases.next('place'), { place })
    return opening.charAt(0).toUpperCase() + opening.slice(1)
  }
  if (before && !entry.people.some((name) => before.people.includes(name))) return phrases.next('elsewhere')
  return ''
}
