import { formatTime } from '@vss/shared/story/time.ts'
import type { LaidFilm } from './lay-film.ts'
import { listCues } from './list-cues.ts'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** WebVTT subtitles (W3C), UTF-8. */
export const toWebvtt = (film: LaidFilm, startFrame: number): string =>
  [
    'WEBVTT\n',
    ...listCues(film, startFrame).map(
      ({ startMs, endMs, text }, at) =>
        `${at + 1}\n${formatTime(startMs)} --> ${formatTime(endMs)}\n${escaped(text)}\n`,
    ),
  ].join('\n')
