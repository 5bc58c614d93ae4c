/**
 * Seconds a character takes at normal speed, pauses included, from the slowest pace narrations are planned with:
 * ideographs, kana and Hangul 3.5 a second; letters 2.0 words of six a second; a digit may be two ("seven hundred").
 */
const IDEOGRAPH_SEC = 0.29
const LETTER_SEC = 0.085
const DIGIT_SEC = 0.35
const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

/** About how long a text takes to say, in seconds, from above; `speakingRate` 1 is normal speed. */
export const likelyLengthSec = (text: string, speakingRate: number): number => {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  const ideographs = count(IDEOGRAPHS)
  const letters = count(/\p{L}/gu) - ideographs
  return (ideographs * IDEOGRAPH_SEC + letters * LETTER_SEC + count(/\p{N}/gu) * DIGIT_SEC) / speakingRate
}

/** Speech outside 0.03–0.6 s per character is not this text: cut off, or spelt out and repeated. */
const MIN_SEC_PER_CHARACTER = 0.03
const MAX_SEC_PER_CHARACTER = 0.6
/** Voices end a sentence with a pause of up to a second, which only very short texts notice. */
const MAX_SEC_ALWAYS = 2

/**
 * How long a take of `text` may be, in seconds. Characters are letters and digits of any script; a digit may be
 * two ("seven hundred"). `speakingRate` 1 is normal: a slower or faster delivery that was asked for widens its side.
 */
export const speechLengthBounds = (text: string, speakingRate: number): { minSec: number; maxSec: number } => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const digits = text.match(/\p{N}/gu)?.length ?? 0
  return {
    minSec: ((letters + digits) * MIN_SEC_PER_CHARACTER) / Math.max(1, speakingRate),
    maxSec: Math.max(MAX_SEC_ALWAYS, (letters + 2 * digits) * MAX_SEC_PER_CHARACTER) / Math.min(1, speakingRate),
  }
}
