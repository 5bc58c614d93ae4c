const padded = (value: number, width: number): string => String(value).padStart(width, '0')

/**
 * `HH:MM:SS.mmm` of integer milliseconds; hours may have more digits. Cut from the integer, never rounded, so seconds
 * never read 60. Throws a RangeError for anything but a whole, non-negative number.
 */
export const formatTime = (ms: number): string => {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`formatTime takes whole milliseconds, not ${ms}`)
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  return `${padded(hours, 2)}:${padded(minutes % 60, 2)}:${padded(seconds % 60, 2)}.${padded(ms % 1000, 3)}`
}
