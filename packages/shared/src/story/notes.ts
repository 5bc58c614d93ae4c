import { AppError } from '../errors/app-error.ts'
import { describeValue } from '../errors/describe-issue.ts'
import { type Locale, sentence } from '../errors/sentence.ts'
import type { SentenceKey } from '../errors/sentences/en.ts'
import type { StoryNote } from './story.ts'

type Params = Record<string, string | number>
export type NoteKey = Extract<SentenceKey, `story.note.${string}`>
type RejectKey = Exclude<Extract<SentenceKey, `story.${string}`>, NoteKey>

/** Enough to see a pattern. A file with a fault in every line must not make the story grow without bound. */
const MAX_KEPT_NOTES = 200

/**
 * The notes of parsing one file: each says what was repaired, and where. Repairs are noted; a fault that cannot be
 * repaired becomes an error. Paths are JSON paths in the file.
 */
export type Notes = {
  add: (path: string, key: NoteKey, params?: Params) => void
  addWrongType: (path: string, value: unknown) => void
  /** The error to throw for the field at `path`. */
  errorAt: (path: string, key: RejectKey, params?: Params) => AppError
  /** The notes as sentences of one language. Notes above the bound are counted in a last one. */
  render: (locale: Locale) => StoryNote[]
}

export const makeNotes = (fileKey: string): Notes => {
  const kept: { path: string; key: NoteKey; params: Params }[] = []
  let total = 0
  const add = (path: string, key: NoteKey, params: Params = {}) => {
    total += 1
    if (kept.length < MAX_KEPT_NOTES) kept.push({ path, key, params })
  }
  return {
    add,
    addWrongType: (path, value) => add(path, 'story.note.wrong_type', { found: describeValue(value) }),
    errorAt: (path, key, params = {}) => new AppError('payload_invalid', key, { key: fileKey, path, ...params }),
    render: (locale) => {
      const notes = kept.map(({ path, key, params }) => ({ path, problem: sentence(locale, key, params) }))
      const more = total - kept.length
      return more ? [...notes, { path: '$', problem: sentence(locale, 'story.note.more', { count: more }) }] : notes
    },
  }
}
