import { AppError } from '@vss/shared/errors/app-error.ts'
import { type FrameRate, parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import { parseTimecode, type Timecode } from './parse-timecode.ts'

/** What a client may say of an export; null is "not said". */
export type ExportRequest = {
  /** Frames per second of the sequence, as `25`, `29.97` or `30000/1001`. */
  fps: string | null
  /** `HH:MM:SS:FF`, with `;` before FF for drop-frame. */
  startTimecode: string | null
  /** Where the video of each chapter lies: chapter id → path or URL. */
  media: ReadonlyMap<string, string>
}

export type ExportOptions = { rate: FrameRate; start: Timecode; media: ReadonlyMap<string, string> }

/** A path longer than any system's is a mistake; control characters would break the lines of a list. */
const MAX_PATH_CHARS = 4096
const hasControl = (text: string): boolean => /\p{Cc}/u.test(text) || !text.isWellFormed()

/**
 * Checks a request against the script it is for: `scriptRate` is used where no rate is asked for, and media may only
 * be named for chapters in `chapters`. A chapter without a path is exported without a file. Throws `parameter_invalid`.
 */
export const checkExportRequest = (
  request: ExportRequest,
  scriptRate: FrameRate,
  chapters: ReadonlySet<string>,
): ExportOptions => {
  const rate = request.fps === null ? scriptRate : parseFrameRate(request.fps)
  if (!rate) throw new AppError('parameter_invalid', 'export.fps', { fps: request.fps ?? '' })
  for (const [chapter, path] of request.media) {
    if (!chapters.has(chapter)) {
      const known = [...chapters].slice(0, 20).join(', ')
      throw new AppError('parameter_invalid', 'export.media_chapter', { chapter, known })
    }
    if (path.trim() === '' || path.length > MAX_PATH_CHARS || hasControl(path)) {
      throw new AppError('parameter_invalid', 'export.media_path', { chapter, limit: MAX_PATH_CHARS })
    }
  }
  const start =
    request.startTimecode === null ? { frame: 0, isDrop: false } : parseTimecode(request.startTimecode, rate)
  return { rate, start, media: request.media }
}
