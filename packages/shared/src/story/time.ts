/** 100 hours. No chapter's video is longer, so a larger number is not a time. */
export const MAX_TIME_MS = 360_000_000

/** Media tools print the first frame slightly before zero (−0.021). A more negative number is not a time. */
const EARLIEST_SEC = -1

const CLOCK = /^(?:(\d{1,3})[:：])?(\d{1,3})[:：](\d{1,2})(?:[.,](\d{1,9}))?$/
const SECONDS = /^[+-]?\d{1,9}(?:\.\d{1,20})?$/

const fromSeconds = (seconds: number): number | null =>
  Number.isFinite(seconds) && seconds > EARLIEST_SEC ? bounded(Math.max(0, Math.round(seconds * 1000))) : null

const bounded = (ms: number): number | null => (ms <= MAX_TIME_MS ? ms : null)

/**
 * Integer milliseconds of `HH:MM:SS.mmm`, `HH:MM:SS,mmm`, `MM:SS`, or seconds as a number or in digits; null for
 * anything else. `00:00:60.000` is one minute.
 */
export const parseTime = (value: unknown): number | null => {
  if (typeof value === 'number') return fromSeconds(value)
  if (typeof value !== 'string' || value.length > 40) return null
  const text = value.trim()
  if (SECONDS.test(text)) return fromSeconds(Number(text))
  const [matched, hours = '0', minutes = '0', seconds = '0', fraction = ''] = CLOCK.exec(text) ?? []
  if (matched === undefined) return null
  const wholeSec = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return bounded(wholeSec * 1000 + Math.round(Number(`0.${fraction || '0'}`) * 1000))
}

const padded = (value: number, width: number): string => String(value).padStart(width, '0')

/**
 * `HH:MM:SS.mmm` of integer milliseconds; hours may have more digits. Computed with integers and never rounded, so
 * seconds never show as 60. Throws a RangeError for anything but a whole, non-negative number.
 */
export const formatTime = (ms: number): string => {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`formatTime takes whole milliseconds, not ${ms}`)
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  return `${padded(hours, 2)}:${padded(minutes % 60, 2)}:${padded(seconds % 60, 2)}.${padded(ms % 1000, 3)}`
}
