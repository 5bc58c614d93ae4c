import { AppError } from '@vss/shared/errors/app-error.ts'
import { type Locale, sentence } from '@vss/shared/errors/sentence.ts'
import { isSafePath } from '../is-safe-path.ts'

/** A payload key and the file it names. */
export type PathParameter = { key: string; path: string }

const refused = (key: string, path: string) =>
  new AppError('parameter_invalid', 'payload.path_refused', { key, path: path.slice(0, 200).toWellFormed() })

/** Keys that would name a place outside what an organisation owns; no client of ours has a reason to send one. */
export const refuseAbsoluteKeys = (record: Record<string, unknown>, prefix: string): void => {
  for (const [key, value] of Object.entries(record)) {
    if (/^absolute_/i.test(key)) throw refused(`${prefix}${key}`, typeof value === 'string' ? value : '')
  }
}

/** `local_audio_path` and its like say where a file lies on the client's own disk: kept for it, never opened here. */
const namesFile = (key: string) => key.endsWith('_path') && !key.startsWith('local_')

/**
 * Splits the file parameters from a payload: every top-level key that ends in `_path`. `output_path` and blank ones
 * are dropped: older documents told clients to send the first, and a blank one means "none".
 * Throws `parameter_invalid` for what can name no file of an organisation.
 */
export const collectPaths = (
  payload: Record<string, unknown>,
  locale: Locale,
): { payload: Record<string, unknown>; paths: PathParameter[] } => {
  const rest: Record<string, unknown> = {}
  const paths: PathParameter[] = []
  for (const [key, value] of Object.entries(payload)) {
    if (key === 'output_path') continue
    if (namesFile(key)) {
      if (typeof value !== 'string') {
        const detail = sentence(locale, 'payload.not_text')
        throw new AppError('parameter_invalid', 'payload.invalid', { path: key, detail })
      }
      if (value.trim() === '') continue
      if (!isSafePath(value)) throw refused(key, value)
      paths.push({ key, path: value })
    }
    rest[key] = value
  }
  return { payload: rest, paths }
}
