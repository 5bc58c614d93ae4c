/**
 * Seconds that a character takes at normal speed, pauses included, at the slowest pace that narrations are planned with:
 * 3.5 ideographs, kana or Hangul a second; 2.0 words of six letters a second; a digit may be two words ("seven hundred").
 */
const IDEOGRAPH_SEC = 0.29
const LETTER_SEC = 0.085
const DIGIT_SEC = 0.35
const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

/** An upper estimate of how long a text takes to say, in seconds; `speakingRate` 1 is normal speed. */
export const likelyLengthSec = (text: string, speakingRate: number): number => {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  const ideographs = count(IDEOGRAPHS)
  const letters = count(/\p{L}/gu) - ideographs
  return (ideographs * IDEOGRAPH_SEC + letters * LETTER_SEC + count(/\p{N}/gu) * DIGIT_SEC) / speakingRate
}

/** Speech outside 0.03–0.6 s per character cannot be this text: it was cut off, or spelt out or repeated. */
const MIN_SEC_PER_CHARACTER = 0.03
const MAX_SEC_PER_CHARACTER = 0.6
/** Voices end a sentence with a pause of up to a second, which matters for very short texts only. */
const MAX_SEC_ALWAYS = 2

/**
 * How long a take of `text` may be, in seconds. Characters are letters and digits of any script; a digit may
 * be two words ("seven hundred"). `speakingRate` 1 is normal: a slower rate raises the maximum, a faster one lowers the
 * minimum.
 */
export const speechLengthBounds = (text: string, speakingRate: number): { minSec: number; maxSec: number } => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const digits = text.match(/\p{N}/gu)?.length ?? 0
  return {
    minSec: ((letters + digits) * MIN_SEC_PER_CHARACTER) / Math.max(1, speakingRate),
    maxSec: Math.max(MAX_SEC_ALWAYS, (letters + 2 * digits) * MAX_SEC_PER_CHARACTER) / Math.min(1, speakingRate),
  }
}
