import { formatTime } from '@vss/shared/story/time.ts'
import type { ExportFormat } from '../export-format.ts'
import { listCues } from '../subtitle-cues.ts'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** WebVTT subtitles (W3C). */
export const webvtt: ExportFormat = {
  name: 'WebVTT',
  contentType: 'text/vtt; charset=utf-8',
  write: (film, { start }) =>
    [
      'WEBVTT\n',
      ...listCues(film, start.frame).map(
        ({ startMs, endMs, text }, at) =>
          `${at + 1}\n${formatTime(startMs)} --> ${formatTime(endMs)}\n${escaped(text)}\n`,
      ),
    ].join('\n'),
}
