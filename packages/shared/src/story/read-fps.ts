import { parseFrameRate } from './frame-rate.ts'
import type { JsonRecord } from './read-record.ts'

const FIELDS = ['fps', 'frame_rate', 'framerate', 'video_fps'] as const

/** The story's frames per second, where one of its records carries a usable one. */
export const readFps = (...records: JsonRecord[]): number | null => {
  for (const record of records)
    for (const field of FIELDS) {
      const rate = parseFrameRate(record[field])
      if (rate) return rate.num / rate.den
    }
  return null
}
