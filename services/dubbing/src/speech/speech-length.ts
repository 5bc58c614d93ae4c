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
