import { baseLanguage } from '../contracts/language.ts'

/**
 * Seconds that sounds and pauses take, by language. Least squares of the relative error over 1,447 sentences of
 * narrations, spoken by the offline voice at the speed narrations are paced with: zh 4.2 characters, en 2.5 words a
 * second, pauses included. A live voice differs by a factor, which is measured: see `findVoicePace`.
 */
type Pace = { character: number; digit: number; comma: number; stop: number }
const CHINESE: Pace = { character: 0.242, digit: 0.3, comma: 0.275, stop: 0.22 }
/** Letters are spoken alike in every script that has words; what differs between its languages is word length. */
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

/** Marks inside numbers are no pauses: 3.5, 10:45, 1,200. */
const INSIDE_NUMBER = /(?<=\d)[.,:](?=\d)/gu

/** How long a voice of usual speed takes to say a text of any mix of scripts, in seconds, its pauses included. */
export const predictSpeechSec = (text: string, language: string): number => {
  const pace = PACES[baseLanguage(language)] ?? LETTERS
  const told = text.replace(INSIDE_NUMBER, '')
  const count = (pattern: RegExp) => told.match(pattern)?.length ?? 0
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
