import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { cutText } from '@vss/shared/errors/shorten-text.ts'
import { isSafePath } from '../is-safe-path.ts'

/** A payload key and the file it names. */
export type PathParameter = { key: string; path: string }

const SHOWN_CHARACTERS = 200

const refused = (key: string, path: string) => {
  const params = { key, path: cutText(path, SHOWN_CHARACTERS).toWellFormed() }
  return new AppError('parameter_invalid', 'payload.path_refused', params)
}

/** Refuses keys that would name a place outside an organisation's files. No client has a reason to send one. */
export const refuseAbsoluteKeys = (record: Record<string, unknown>, prefix: string): void => {
  for (const [key, value] of Object.entries(record)) {
    if (/^absolute_/i.test(key)) throw refused(`${prefix}${key}`, typeof value === 'string' ? value : '')
  }
}

/** Keys such as `local_audio_path` hold a path on the client's own disk: stored for the client, never opened here. */
const namesFile = (key: string) => key.endsWith('_path') && !key.startsWith('local_')

/**
 * Collects the files that a payload names: every top-level key that ends in `_path`. Drops `output_path`, which older
 * documents told clients to send, and blank paths, which mean "none". Throws `parameter_invalid` for a path that
 * cannot name a file of an organisation.
 */
export const collectPaths = (
  payload: Record<string, unknown>,
): { payload: Record<string, unknown>; paths: PathParameter[] } => {
  const rest: Record<string, unknown> = {}
  const paths: PathParameter[] = []
  for (const [key, value] of Object.entries(payload)) {
    if (key === 'output_path') continue
    if (namesFile(key)) {
      if (typeof value !== 'string') {
        const detail = { key: 'payload.not_text', params: {} } as const
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

/**
 * Throws `not_found`, naming key and path, for the first file that the organisation does not have. The check counts as
 * a use of each file, so that retention does not delete one while the task waits.
 */
export const touchInputFiles = async (
  artifacts: Pick<ArtifactStore, 'touch'>,
  orgId: string,
  paths: readonly PathParameter[],
): Promise<void> => {
  for (const { key, path } of paths) {
    if (await artifacts.touch(orgId, path)) continue
    // The former server kept its files under tmp/, and clients still hold those names.
    const words = path.startsWith('tmp/') ? 'payload.file_not_found_tmp' : 'payload.file_not_found'
    throw new AppError('not_found', words, { key, path })
  }
}
