import { formatTime } from '@vss/shared/story/time.ts'
import type { LaidFilm } from './lay-film.ts'
import { listCues } from './list-cues.ts'

const timeOf = (ms: number): string => formatTime(ms).replace('.', ',')

/** SubRip subtitles, UTF-8. A text cannot hold the arrow that separates times, so it is drawn otherwise. */
export const toSrt = (film: LaidFilm, startFrame: number): string =>
  listCues(film, startFrame)
    .map(
      ({ startMs, endMs, text }, at) =>
        `${at + 1}\n${timeOf(startMs)} --> ${timeOf(endMs)}\n${text.replaceAll('-->', '→')}\n`,
    )
    .join('\n')
