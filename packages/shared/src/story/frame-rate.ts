import type { JsonRecord } from './json-record.ts'

/** An exact frame rate: `num / den` frames per second, in lowest terms. */
export type FrameRate = { num: number; den: number }

/** The rates of cameras and editing programs lie well below; a larger number is not a frame rate. */
const MAX_FPS = 240
/** NTSC rates are n × 1000/1001 and written rounded, as 23.976, 23.98, 29.97 or 59.94. */
const NTSC_NOMINAL = [24, 30, 48, 60, 120, 240]
const NTSC_TOLERANCE_FPS = 0.006

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

const ratio = (num: number, den: number): FrameRate | null => {
  if (!Number.isSafeInteger(num) || !Number.isSafeInteger(den) || num <= 0 || den <= 0) return null
  if (num / den < 1 || num / den > MAX_FPS) return null
  const divisor = gcd(num, den)
  return { num: num / divisor, den: den / divisor }
}

const fromDecimal = (fps: number): FrameRate | null => {
  if (!(fps >= 1 && fps <= MAX_FPS)) return null
  const nominal = NTSC_NOMINAL.find((n) => Math.abs(fps - (n * 1000) / 1001) < NTSC_TOLERANCE_FPS)
  return nominal ? ratio(nominal * 1000, 1001) : ratio(Math.round(fps * 1000), 1000)
}

/** The exact rate of a number or a text (`25`, `"29.97"`, `"30000/1001"`, `"24 fps"`); null if it is not a rate. */
export const parseFrameRate = (value: unknown): FrameRate | null => {
  if (typeof value === 'number') return fromDecimal(value)
  if (typeof value !== 'string') return null
  const [matched, num = '', den] =
    /^\s*(\d{1,9}(?:\.\d{1,12})?)(?:\s*\/\s*(\d{1,9}))?\s*(?:fps)?\s*$/i.exec(value) ?? []
  if (matched === undefined) return null
  return den === undefined ? fromDecimal(Number(num)) : ratio(Number(num), Number(den))
}

/**
 * Frame counts and times up to 100 hours stay below 2^53 in these products, so the arithmetic is exact as long as
 * numerator and denominator are those of a real frame rate.
 */
const floorDivide = (dividend: number, divisor: number): number => {
  const rest = dividend % divisor
  return (dividend - rest) / divisor - (rest < 0 ? 1 : 0)
}

/** The time a frame begins, floored to whole milliseconds. */
export const frameToMs = (frame: number, rate: FrameRate): number => floorDivide(frame * 1000 * rate.den, rate.num)

/** The last frame that begins at or before `ms`. */
export const msToFrameFloor = (ms: number, rate: FrameRate): number => floorDivide(ms * rate.num, 1000 * rate.den)

/** The first frame that begins at or after `ms`. */
export const msToFrameCeil = (ms: number, rate: FrameRate): number => -floorDivide(-ms * rate.num, 1000 * rate.den) + 0

const FIELDS = ['fps', 'frame_rate', 'framerate', 'video_fps'] as const

/** The story's frames per second: the first usable value in these records, or null. */
export const parseFps = (...records: JsonRecord[]): number | null => {
  for (const record of records)
    for (const field of FIELDS) {
      const rate = parseFrameRate(record[field])
      if (rate) return rate.num / rate.den
    }
  return null
}
