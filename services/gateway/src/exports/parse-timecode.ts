import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FrameRate } from '@vss/shared/story/frame-rate.ts'
import { timecodeBase } from './timecode-base.ts'

/** A frame counted from 00:00:00:00, and how it is written. */
export type Timecode = { frame: number; isDrop: boolean }

const WRITTEN = /^(\d{2}):(\d{2}):(\d{2})([:;])(\d{2})$/

/**
 * `HH:MM:SS:FF`, or `HH:MM:SS;FF` for drop-frame at 29.97 and 59.94. Throws `parameter_invalid` for what is no
 * timecode at this rate, a dropped number included.
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
