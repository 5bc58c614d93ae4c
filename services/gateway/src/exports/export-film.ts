import type { EditingScript } from '@vss/shared/contracts/files/editing-script.ts'
import type { ExportFormat } from './export-format.ts'
import { checkExportRequest, type ExportRequest } from './export-request.ts'
import { edl } from './formats/edl.ts'
import { otio } from './formats/otio.ts'
import { srt } from './formats/srt.ts'
import { webvtt } from './formats/webvtt.ts'
import { layFilm, rateOfScript } from './lay-film.ts'

/** Every export format under its extension, which is also its name in the URL. A new one is a module and its line. */
export const EXPORT_FORMATS = new Map<string, ExportFormat>(Object.entries({ srt, vtt: webvtt, otio, edl }))

/** The text of a script's film in one of the formats; see `checkExportRequest` and the format for errors. */
export const exportFilm = (
  script: EditingScript,
  format: ExportFormat,
  request: ExportRequest,
  title: string,
): string => {
  const chapters = new Set(script.editing_script.flatMap((entry) => entry.b_roll_clips.map((clip) => clip.chapter_id)))
  const { rate, start } = checkExportRequest(request, rateOfScript(script), chapters)
  return format.write(layFilm(script, rate), { title, start, media: request.media })
}
