import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { AdminError } from './admin-error.ts'

/** SHA-256 of a file in hexadecimal, computed chunk by chunk. */
export const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

/** Objects copied or read concurrently: enough to hide the store's latency, and too few to starve the tasks of I/O. */
export const PARALLEL_OBJECTS = 8

/** Where files are while they are written. No key of an object begins like that. */
export const PARTIAL_FOLDER = '.partial'

const CONTROL_OR_BACKSLASH = /[\p{Cc}\\]/u
const FORBIDDEN_NAMES = ['', '.', '..', PARTIAL_FOLDER]

/** The file of an object below `folder`. Throws for a key that is no path there, so nothing is written outside it. */
export const objectFile = (folder: string, key: string): string => {
  const isPath = !CONTROL_OR_BACKSLASH.test(key) && !key.split('/').some((name) => FORBIDDEN_NAMES.includes(name))
  if (!isPath) throw new AdminError(`The object ${JSON.stringify(key)} cannot be kept as a file. Remove or rename it.`)
  return join(folder, key)
}
