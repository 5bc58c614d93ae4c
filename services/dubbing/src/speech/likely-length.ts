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
