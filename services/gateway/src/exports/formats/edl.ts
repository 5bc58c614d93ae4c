import { AppError } from '@vss/shared/errors/app-error.ts'
import type { ExportFormat } from '../export-format.ts'
import type { LaidClip } from '../lay-film.ts'
import { formatTimecode } from '../timecode.ts'

/** The events of a CMX3600 list are numbered with three digits. */
const MAX_EVENTS = 999
const REEL_CHARS = 8
const DAY_HOURS = 24

/**
 * A CMX3600 edit decision list of the picture: one cut after the other. Source times count from 00:00:00:00 of each
 * chapter's video. Throws `parameter_invalid` when the film has more events than a list may number, has no timecode
 * at this rate, or runs past midnight.
 */
export const edl: ExportFormat = {
  name: 'EDL',
  contentType: 'text/plain; charset=utf-8',
  write: (film, { title, start, media }) => {
    const clips = film.entries.flatMap((entry) => entry.clips)
    if (clips.length > MAX_EVENTS) {
      throw new AppError('parameter_invalid', 'export.too_many_events', { count: clips.length, limit: MAX_EVENTS })
    }
    const timecode = (frame: number) => formatTimecode({ frame, isDrop: start.isDrop }, film.rate)
    if (Number(timecode(start.frame + film.frames - 1).slice(0, 2)) >= DAY_HOURS) {
      throw new AppError('parameter_invalid', 'export.past_midnight', { timecode: timecode(start.frame) })
    }
    const mode = start.isDrop ? 'DROP FRAME' : 'NON-DROP FRAME'
    const header = [`TITLE: ${oneLine(title)}`, `FCM: ${mode}`, '']
    return `${[...header, ...listEvents(clips, start.frame, media, timecode)].join('\n')}\n`
  },
}

const listEvents = (
  clips: readonly LaidClip[],
  startFrame: number,
  media: ReadonlyMap<string, string>,
  timecode: (frame: number) => string,
): string[] => {
  const reels = nameReels([...new Set(clips.map(({ chapterId }) => chapterId))], media)
  return clips.map(({ chapterId, source, record }, at) => {
    const number = String(at + 1).padStart(3, '0')
    const reel = (reels.get(chapterId) ?? '').padEnd(REEL_CHARS)
    const times = [source.from, source.to, startFrame + record.from, startFrame + record.to].map(timecode)
    const path = media.get(chapterId)
    const name = path === undefined ? chapterId : baseName(path)
    return `${number}  ${reel} V     C        ${times.join(' ')}\n* FROM CLIP NAME: ${oneLine(name)}`
  })
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const baseName = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? path

/** Reel names: the capital letters and digits of the file's name, at most eight, and no two reels alike. */
const nameReels = (chapters: readonly string[], media: ReadonlyMap<string, string>): Map<string, string> => {
  const taken = new Set<string>()
  return new Map(
    chapters.map((chapter): [string, string] => {
      const path = media.get(chapter)
      const stem = path === undefined ? chapter : baseName(path).replace(/\.[^.]*$/, '')
      const plain = stem.toUpperCase().replace(/[^A-Z0-9]/g, '') || 'REEL'
      let name = plain.slice(0, REEL_CHARS)
      for (let number = 2; taken.has(name); number += 1) name = plain.slice(0, REEL_CHARS - `${number}`.length) + number
      taken.add(name)
      return [chapter, name]
    }),
  )
}
