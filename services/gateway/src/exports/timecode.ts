import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FrameRate } from '@vss/shared/story/frame-rate.ts'

/** What a timecode counts in: 30 for 29.97, of which 2 numbers a minute can be dropped. */
type TimecodeBase = {
  /** Frame numbers in a second of timecode. */
  nominal: number
  /** Numbers that drop-frame skips at the start of every minute except each tenth; 0 where there is no drop-frame. */
  dropped: number
}

/** Two digits count the frames of a second. */
const MAX_NOMINAL = 99
/** SMPTE ST 12-1 drops frame numbers at 29.97 only; the rates above it drop in proportion. */
const DROPPED: Readonly<Record<number, number>> = { 30: 2, 60: 4 }

/**
 * The base of a rate that has timecode: whole rates and n × 1000/1001. Throws `parameter_invalid` for any other,
 * because a second of it holds no whole number of frames.
 */
const timecodeBase = (rate: FrameRate): TimecodeBase => {
  const isNtsc = rate.den === 1001 && rate.num % 1000 === 0
  const nominal = isNtsc ? rate.num / 1000 : rate.num
  if ((rate.den !== 1 && !isNtsc) || nominal > MAX_NOMINAL) {
    const fps = rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`
    throw new AppError('parameter_invalid', 'export.no_timecode', { fps })
  }
  return { nominal, dropped: isNtsc ? (DROPPED[nominal] ?? 0) : 0 }
}

/** A frame counted from 00:00:00:00, and how it is written. */
export type Timecode = { frame: number; isDrop: boolean }

const WRITTEN = /^(\d{2}):(\d{2}):(\d{2})([:;])(\d{2})$/

/**
 * `HH:MM:SS:FF`, or `HH:MM:SS;FF` for drop-frame at 29.97 and 59.94. Throws `parameter_invalid` when
 * the text is no timecode at this rate, or is a number that drop-frame skips.
 */
export const parseTimecode = (text: string, rate: FrameRate): Timecode => {
  const { nominal, dropped } = timecodeBase(rate)
  const wrong = () => new AppError('parameter_invalid', 'export.timecode', { timecode: text, last: nominal - 1 })
  const [matched, hh, mm, ss, separator, ff] = WRITTEN.exec(text) ?? []
  if (matched === undefined) throw wrong()
  const [hours, minutes, seconds, frames] = [Number(hh), Number(mm), Number(ss), Number(ff)]
  if (hours > 23 || minutes > 59 || seconds > 59 || frames >= nominal) throw wrong()
  const isDrop = separator === ';'
  if (isDrop && dropped === 0) throw new AppError('parameter_invalid', 'export.no_drop_frame', { timecode: text })
  if (isDrop && seconds === 0 && minutes % 10 !== 0 && frames < dropped) {
    throw new AppError('parameter_invalid', 'export.dropped_number', { timecode: text })
  }
  const minutesInAll = hours * 60 + minutes
  const numbered = (minutesInAll * 60 + seconds) * nominal + frames
  return { frame: numbered - (isDrop ? dropped * (minutesInAll - Math.floor(minutesInAll / 10)) : 0), isDrop }
}

const padded = (value: number): string => String(value).padStart(2, '0')

/** `HH:MM:SS:FF`; drop-frame as `HH:MM:SS;FF`. Hours continue past 23. */
export const formatTimecode = ({ frame, isDrop }: Timecode, rate: FrameRate): string => {
  const { nominal, dropped } = timecodeBase(rate)
  const number = isDrop ? frame + droppedBefore(frame, nominal, dropped) : frame
  const seconds = Math.floor(number / nominal)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(padded).join(':')
  return `${clock}${isDrop ? ';' : ':'}${padded(number % nominal)}`
}

/** How many numbers drop-frame skipped before a frame: nine minutes of every ten skip some. */
const droppedBefore = (frame: number, nominal: number, dropped: number): number => {
  const perMinute = nominal * 60 - dropped
  const perTen = perMinute * 10 + dropped
  const rest = frame % perTen
  const inTen = rest < nominal * 60 ? 0 : 1 + Math.floor((rest - nominal * 60) / perMinute)
  return dropped * (9 * Math.floor(frame / perTen) + inTen)
}
