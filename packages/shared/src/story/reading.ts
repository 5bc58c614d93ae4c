import { AppError } from '../errors/app-error.ts'
import { describeValue } from '../errors/describe-issue.ts'
import { type Locale, sentence } from '../errors/sentence.ts'
import type { SentenceKey } from '../errors/sentences/en.ts'
import type { StoryNote } from './story.ts'

type Params = Record<string, string | number>
export type NoteKey = Extract<SentenceKey, `story.note.${string}`>
type RejectKey = Exclude<Extract<SentenceKey, `story.${string}`>, NoteKey>

/** Enough to see a pattern; a file with a fault in every line must not make the story grow without bound. */
const KEPT_NOTES = 200

/** One reading of one file: collects what was repaired, and words what cannot be. Paths are JSON paths in the file. */
export type Reading = {
  note: (path: string, key: NoteKey, params?: Params) => void
  noteWrongType: (path: string, value: unknown) => void
  /** The error to throw for the field at `path`. */
  reject: (path: string, key: RejectKey, params?: Params) => AppError
  /** The collected notes in the reader's language; what exceeded the bound is counted in a last one. */
  notesIn: (locale: Locale) => StoryNote[]
}

export const makeReading = (fileKey: string): Reading => {
  const kept: { path: string; key: NoteKey; params: Params }[] = []
  let total = 0
  const note = (path: string, key: NoteKey, params: Params = {}) => {
    total += 1
    if (kept.length < KEPT_NOTES) kept.push({ path, key, params })
  }
  return {
    note,
    noteWrongType: (path, value) => note(path, 'story.note.wrong_type', { found: describeValue(value) }),
    reject: (path, key, params = {}) => new AppError('payload_invalid', key, { key: fileKey, path, ...params }),
    notesIn: (locale) => {
      const notes = kept.map(({ path, key, params }) => ({ path, problem: sentence(locale, key, params) }))
      const more = total - kept.length
      return more ? [...notes, { path: '$', problem: sentence(locale, 'story.note.more', { count: more }) }] : notes
    },
  }
}
