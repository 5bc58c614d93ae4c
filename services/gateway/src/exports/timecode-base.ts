import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FrameRate } from '@vss/shared/story/frame-rate.ts'

/** What a timecode counts in: 30 for 29.97, of which 2 numbers a minute can be dropped. */
export type TimecodeBase = {
  /** Frame numbers in a second of timecode. */
  nominal: number
  /** Numbers left out at the start of each minute but every tenth, where drop-frame is used; 0 where it cannot be. */
  dropped: number
}

/** Two digits count the frames of a second. */
const MAX_NOMINAL = 99
/** SMPTE ST 12-1 drops frame numbers at 29.97 only; the rates above it drop in proportion. */
const DROPPED: Readonly<Record<number, number>> = { 30: 2, 60: 4 }

/**
 * The base of a rate with timecode: whole rates and n × 1000/1001. Throws `parameter_invalid` for any other, since
 * a second of it holds no whole number of frames.
 */
export const timecodeBase = (rate: FrameRate): TimecodeBase => {
  const isNtsc = rate.den === 1001 && rate.num % 1000 === 0
  const nominal = isNtsc ? rate.num / 1000 : rate.num
  if ((rate.den !== 1 && !isNtsc) || nominal > MAX_NOMINAL) {
    const fps = rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`
    throw new AppError('parameter_invalid', 'export.no_timecode', { fps })
  }
  return { nominal, dropped: isNtsc ? (DROPPED[nominal] ?? 0) : 0 }
}
