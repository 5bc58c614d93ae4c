import { AppError } from '@vss/shared/errors/app-error.ts'
import { type FrameRate, parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import { parseTimecode, type Timecode } from './timecode.ts'

/** What a client may ask of an export; null means "not given". */
export type ExportRequest = {
  /** Frames per second of the sequence, as `25`, `29.97` or `30000/1001`. */
  fps: string | null
  /** `HH:MM:SS:FF`, with `;` before FF for drop-frame. */
  startTimecode: string | null
  /** Where the video of each chapter lies: chapter id → path or URL. */
  media: ReadonlyMap<string, string>
}

/** Longer than a path may be on any system. Control characters would break the lines of an EDL. */
const MAX_PATH_CHARS = 4096
const hasControl = (text: string): boolean => /\p{Cc}/u.test(text) || !text.isWellFormed()

/**
 * Checks a request against the script it is for. `scriptRate` is used when the request gives no rate; media may name
 * only chapters in `chapters`. A chapter without a path is exported without a file. Throws `parameter_invalid`.
 */
export const checkExportRequest = (
  request: ExportRequest,
  scriptRate: FrameRate,
  chapters: ReadonlySet<string>,
): { rate: FrameRate; start: Timecode } => {
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
  return { rate, start }
}

const refused = (text: string) => new AppError('parameter_invalid', 'export.media_shape', { text })

const parseObject = (text: string): [string, string][] => {
  let value: object
  try {
    value = JSON.parse(text)
  } catch {
    throw refused(text)
  }
  const pairs = Object.entries(value)
  if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string')) throw refused(text)
  return pairs
}

const parsePair = (text: string): [string, string] => {
  const at = text.indexOf('=')
  if (at < 1) throw refused(text)
  return [text.slice(0, at).trim(), text.slice(at + 1)]
}

/**
 * Chapter → path from the `media` values of a query: `chapter=path` any number of times, or a JSON object. Throws
 * `parameter_invalid` for any other form, and for a chapter that is named twice.
 */
export const parseMediaMap = (given: readonly string[]): Map<string, string> => {
  const media = new Map<string, string>()
  const pairs = given.flatMap((text) => (text.trimStart().startsWith('{') ? parseObject(text) : [parsePair(text)]))
  for (const [chapter, path] of pairs) {
    if (media.has(chapter)) throw new AppError('parameter_invalid', 'export.media_repeated', { chapter })
    media.set(chapter, path)
  }
  return media
}
