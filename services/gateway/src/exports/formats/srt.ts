import { formatTime } from '@vss/shared/story/time.ts'
import type { ExportFormat } from '../export-format.ts'
import { listCues } from '../subtitle-cues.ts'

const timeOf = (ms: number): string => formatTime(ms).replace('.', ',')

/** SubRip subtitles. The arrow separates times and cannot be escaped, so an arrow in a text becomes `→`. */
export const srt: ExportFormat = {
  name: 'SRT',
  contentType: 'application/x-subrip; charset=utf-8',
  write: (film, { start }) =>
    listCues(film, start.frame)
      .map(
        ({ startMs, endMs, text }, at) =>
          `${at + 1}\n${timeOf(startMs)} --> ${timeOf(endMs)}\n${text.replaceAll('-->', '→')}\n`,
      )
      .join('\n'),
}
