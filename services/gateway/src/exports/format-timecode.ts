import type { FrameRate } from '@vss/shared/story/frame-rate.ts'
import type { Timecode } from './parse-timecode.ts'
import { timecodeBase } from './timecode-base.ts'

const padded = (value: number): string => String(value).padStart(2, '0')

/** `HH:MM:SS:FF`; drop-frame as `HH:MM:SS;FF`. Hours go on after 23. */
export const formatTimecode = ({ frame, isDrop }: Timecode, rate: FrameRate): string => {
  const { nominal, dropped } = timecodeBase(rate)
  const number = isDrop ? frame + droppedBefore(frame, nominal, dropped) : frame
  const seconds = Math.floor(number / nominal)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(padded).join(':')
  return `${clock}${isDrop ? ';' : ':'}${padded(number % nominal)}`
}

/** How many numbers were left out before a frame: of ten minutes, all but the first leave some out. */
const droppedBefore = (frame: number, nominal: number, dropped: number): number => {
  const perMinute = nominal * 60 - dropped
  const perTen = perMinute * 10 + dropped
  const rest = frame % perTen
  const inTen = rest < nominal * 60 ? 0 : 1 + Math.floor((rest - nominal * 60) / perMinute)
  return dropped * (9 * Math.floor(frame / perTen) + inTen)
}
