import type { LaidFilm } from './lay-film.ts'
import type { Timecode } from './timecode.ts'

/** What a writer gets besides the film; checked by `checkExportRequest`. */
export type ExportOptions = {
  /** Of the film, for formats that name it. */
  title: string
  /** Where the film begins. */
  start: Timecode
  /** Where the video of each chapter lies: chapter id → path or URL. A chapter may be missing. */
  media: ReadonlyMap<string, string>
}

/** One file format for players or editing programs. */
export type ExportFormat = {
  /** Its name for people, as the description of the API shows it. */
  name: string
  /** Of the answer. The text is always UTF-8. */
  contentType: `${string}; charset=utf-8`
  /** The whole file. Throws `parameter_invalid` for a film that the format cannot hold. */
  write(film: LaidFilm, options: ExportOptions): string
}
