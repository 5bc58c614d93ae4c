import { baseLanguage } from '../contracts/language.ts'

/**
 * Seconds of each sound and pause, by language. Fitted by least squares of the relative error over 1,447 narration
 * sentences, spoken by the offline voice at the speed that narrations are planned with: zh 4.2 characters, en 2.5 words
 * a second, pauses included. A live voice differs by a factor, which is measured: see `findVoicePace`.
 */
type Pace = { character: number; digit: number; comma: number; stop: number }
const CHINESE: Pace = { character: 0.242, digit: 0.3, comma: 0.275, stop: 0.22 }
/** In alphabetic scripts a letter takes about the same time in every language; languages differ in word length. */
const LETTER_SEC = 0.071
const LETTERS: Pace = { character: 0.242, digit: 0.45, comma: 0.47, stop: 0.92 }
/** Japanese 4.0 and Korean 3.5 characters a second, where Chinese has 4.2. */
const PACES: Record<string, Pace> = {
  zh: CHINESE,
  ja: { ...CHINESE, character: CHINESE.character * (4.2 / 4) },
  ko: { ...CHINESE, character: CHINESE.character * (4.2 / 3.5) },
}

const CHARACTERS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu
const COMMAS = /[,;:，、；：]|[—–]+/gu
const STOPS = /[.!?。！？…]+/gu

/** Marks inside numbers are not pauses: 3.5, 10:45, 1,200. */
const INSIDE_NUMBER = /(?<=\d)[.,:](?=\d)/gu

/** The seconds that a voice of usual speed takes for a text in any mix of scripts, pauses included. */
export const predictSpeechSec = (text: string, language: string): number => {
  const pace = PACES[baseLanguage(language)] ?? LETTERS
  const spoken = text.replace(INSIDE_NUMBER, '')
  const count = (pattern: RegExp) => spoken.match(pattern)?.length ?? 0
  const characters = count(CHARACTERS)
  const letters = count(/\p{L}/gu) - characters
  return (
    characters * pace.character +
    letters * LETTER_SEC +
    count(/\p{Nd}/gu) * pace.digit +
    count(COMMAS) * pace.comma +
    count(STOPS) * pace.stop
  )
}
