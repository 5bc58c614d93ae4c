import type { EditingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { checkExportRequest, type ExportOptions, type ExportRequest } from './check-export-request.ts'
import { type LaidFilm, layFilm, rateOfScript } from './lay-film.ts'
import { toEdl } from './to-edl.ts'
import { toOtio } from './to-otio.ts'
import { toSrt } from './to-srt.ts'
import { toWebvtt } from './to-webvtt.ts'

export const EXPORT_FORMATS = ['srt', 'vtt', 'otio', 'edl'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

type Writer = (film: LaidFilm, options: ExportOptions, title: string) => string

const WRITERS: Record<ExportFormat, Writer> = {
  srt: (film, { start }) => toSrt(film, start.frame),
  vtt: (film, { start }) => toWebvtt(film, start.frame),
  otio: toOtio,
  edl: toEdl,
}

/** The text of a script in one of the formats of cutting programs and players; see `checkExportRequest` for errors. */
export const exportFilm = (
  script: EditingScript,
  format: ExportFormat,
  request: ExportRequest,
  title: string,
): string => {
  const chapters = new Set(script.editing_script.flatMap((entry) => entry.b_roll_clips.map((clip) => clip.chapter_id)))
  const options = checkExportRequest(request, rateOfScript(script), chapters)
  return WRITERS[format](layFilm(script, options.rate), options, title)
}
