import { predictSpeechSec } from '@vss/shared/speech/predict-speech-sec.ts'
import { countUnitOf, countUnits } from '../language/count-units.ts'

/** Units a second a narrator speaks when nobody asked for a rate: the written narration of the story's language. */
const NARRATION_RATE: Record<string, number> = { zh: 4.2, en: 2.5 }

/** The same for a script brought into another language: a translation is spoken a little slower in Chinese. */
const LOCALISED_RATE: Record<string, number> = {
  zh: 3.8,
  ja: 4.0,
  ko: 3.5,
  en: 2.5,
  fr: 2.5,
  pt: 2.5,
  es: 3.0,
  it: 2.8,
  de: 2.2,
  ru: 2.0,
}

/** At or under this a rate sent with Chinese is words a second, left over from an English asset. */
const WORDS_RATE_LIMIT = 3.4

export type SpeakingRate = {
  rate: number
  /** The rate that was asked for and not used; null when the rate is as asked or nobody asked. */
  replaced: number | null
  /** Measured over predicted seconds of the voice the organisation last used; null where a rate was asked for. */
  voicePace: number | null
}

/** What writers plan with, in units a second: the rate that was asked for, or the usual one at the voice's own pace. */
export const plannedRate = ({ rate, voicePace }: SpeakingRate): number => rate / (voicePace ?? 1)

/** Seconds the text will take, from its own sounds and pauses; null where a rate was asked for, which then decides. */
export const expectedSec = (text: string, lang: string, { voicePace }: SpeakingRate): number | null =>
  voicePace === null ? null : predictSpeechSec(text, lang) * voicePace

/** Seconds to hold the text to, whichever of the two decides. */
export const spokenSec = (text: string, lang: string, speakingRate: SpeakingRate): number =>
  expectedSec(text, lang, speakingRate) ?? countUnits(text, lang) / speakingRate.rate

/**
 * The rate to pace with, in units a second. A rate asked for another language than the one spoken (`sameLanguage`
 * false), or one that can only mean words where characters are counted, gives way to the language's own. `voicePace`:
 * see `findVoicePace`.
 */
export const chooseSpeakingRate = (
  lang: string,
  asked: number | null | undefined,
  kind: 'narration' | 'localised',
  voicePace: number,
  sameLanguage = true,
): SpeakingRate => {
  const table = kind === 'narration' ? NARRATION_RATE : LOCALISED_RATE
  const usual = table[lang] ?? (countUnitOf(lang) === 'characters' ? 4 : 2.5)
  if (asked === null || asked === undefined) return { rate: usual, replaced: null, voicePace }
  const wrongUnit = lang === 'zh' && asked <= WORDS_RATE_LIMIT
  return wrongUnit || !sameLanguage
    ? { rate: usual, replaced: asked, voicePace }
    : { rate: asked, replaced: null, voicePace: null }
}
