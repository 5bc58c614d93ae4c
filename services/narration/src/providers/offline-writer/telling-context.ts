import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import { countUnits } from '../../language/count-units.ts'
import type { People } from '../../language/find-people.ts'
import { makeWordFinder } from '../../language/keywords.ts'
import { LEXICON } from '../../language/lexicon.ts'
import { type Beat, contentMarks } from './beat.ts'
import { toFirstPersonEn } from './first-person-en.ts'
import { toFirstPersonZh } from './first-person-zh.ts'
import type { PhraseBook } from './phrase-book.ts'
import type { Teller } from './reported-speech.ts'

/** What every telling of a scene needs to know. */
export type TellingContext = { lang: StoryLanguage; people: People; teller: Teller; phrases: PhraseBook }

/** A sentence longer than this many units is hard to follow by ear and is left out. */
const LONGEST_SENTENCE = { zh: 110, en: 60 }

/** A sentence nobody is in tells less of the story. */
const NOBODY_IN_IT = 0.85
const ME = { zh: /[我他她]/, en: /\b(?:I|me|my|he|she|his|her)\b/i }

export const endWithStop = (sentence: string, lang: StoryLanguage): string =>
  /[。！？.!?][”"’]?$/.test(sentence) ? sentence : sentence + (lang === 'zh' ? '。' : '.')

const startUpper = (sentence: string, lang: StoryLanguage): string =>
  lang === 'zh' ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1)

/** In first person nobody else's thoughts can be told. */
const INNER = { en: makeWordFinder(LEXICON.en.inner, 'en'), zh: makeWordFinder(LEXICON.zh.inner, 'zh') }

/** The sentence as the narrator says it: unchanged, or in the teller's first person. Null where that is not possible. */
export const asTold = (sentence: string, context: TellingContext, present: readonly string[]): string | null => {
  const { lang, teller, people } = context
  if (!teller) return sentence
  const spoken = (lang === 'zh' ? toFirstPersonZh : toFirstPersonEn)(sentence, teller.name, people, present)
  if (spoken === null || spoken !== sentence) return spoken
  return INNER[lang](sentence) > 0 ? null : sentence
}

type Wanted = Pick<Beat, 'kind' | 'sentence' | 'atMs' | 'value'> &
  Partial<Pick<Beat, 'needs' | 'following' | 'line' | 'variants' | 'family'>>

/** A beat of a scene; null when its sentence is too long to be spoken. */
export const makeBeat = (scene: Scene, wanted: Wanted, context: TellingContext): Beat | null => {
  const { lang, people } = context
  const sentence = startUpper(endWithStop(wanted.sentence, lang), lang)
  const variants = (wanted.variants ?? [sentence]).map((text) => startUpper(endWithStop(text, lang), lang))
  const units = Math.max(...variants.map((text) => countUnits(text, lang)))
  if (units > LONGEST_SENTENCE[lang]) return null
  const named = people.namesIn(sentence).length > 0 || ME[lang].test(sentence)
  const content = people.namesIn(sentence).reduce((text, name) => text.replaceAll(name, ' '), sentence)
  const marks = contentMarks(content, lang)
  return {
    ...wanted,
    value: named ? wanted.value : wanted.value * NOBODY_IN_IT,
    sentence,
    variants,
    family: wanted.family ?? wanted.kind,
    sceneId: scene.id,
    units,
    marks,
    needs: wanted.needs ?? null,
    line: wanted.line ?? null,
    following: wanted.following
      ? { ...wanted.following, sentence: endWithStop(wanted.following.sentence, lang) }
      : null,
  }
}

/** Words that may stand before a name without being part of it: "On Tuesday". */
const SMALL_WORDS = new Set([...LEXICON.en.adverbials, 'the', 'a', 'an', 'his', 'her', 'their', 'only', 'nobody'])

/** Lower case after a colon or inside a phrase, unless the first word is a name or an abbreviation. */
export const lowerStart = (text: string, context: Pick<TellingContext, 'lang' | 'people'>): string => {
  if (context.lang === 'zh') return text
  const first = (text.split(/[\s,]/)[0] ?? '').replace(/['’]s$/, '')
  const isFullName = /^[A-Z]\S* [A-Z]/.test(text) && !SMALL_WORDS.has(first.toLowerCase())
  const isName = isFullName || context.people.names.some((name) => name.split(' ')[0] === first)
  return isName || /^I(?:['’]\w+)?$/.test(first) || /^[A-Z]{2}/.test(first)
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1)
}
