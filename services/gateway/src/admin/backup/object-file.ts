import { join } from 'node:path'
import { AdminError } from '../admin-error.ts'

/** Where files are while they are written; no key of ours begins like that. */
export const PARTIAL_FOLDER = '.partial'

const CONTROL_OR_BACKSLASH = /[\p{Cc}\\]/u
const NO_NAMES = ['', '.', '..', PARTIAL_FOLDER]

/** The file of an object below `folder`. Throws when the key cannot be a path there: nothing is written outside. */
export const objectFile = (folder: string, key: string): string => {
  const isPath = !CONTROL_OR_BACKSLASH.test(key) && !key.split('/').some((name) => NO_NAMES.includes(name))
  if (!isPath) throw new AdminError(`The object ${JSON.stringify(key)} cannot be kept as a file. Remove or rename it.`)
  return join(folder, key)
}
