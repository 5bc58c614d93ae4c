import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Command } from 'commander'
import { contentTypeOf } from '../../http/files/file-names.ts'
import { AdminError } from '../admin-error.ts'
import { withObjects } from '../lend-resources.ts'
import { PARALLEL_OBJECTS, PARTIAL_FOLDER } from '../object-files.ts'
import { printResult } from '../print-result.ts'

export type RestoredObjects = { files: number; restored: number; restoredBytes: number; skipped: number }

const listKeys = async function* (folder: string, under = ''): AsyncGenerator<string> {
  for (const entry of await readdir(join(folder, under), { withFileTypes: true })) {
    if (under === '' && entry.name === PARTIAL_FOLDER) continue
    const key = under === '' ? entry.name : `${under}/${entry.name}`
    if (entry.isDirectory()) yield* listKeys(folder, key)
    else if (entry.isFile()) yield key
  }
}

/**
 * Puts every file of a backup back under its key, with the content type of its name, as when it was first stored. An
 * object of the same size stays as it is; nothing is removed.
 */
export const restoreObjects = async (
  objects: Pick<ObjectStore, 'putFile' | 'sizeOf'>,
  folder: string,
): Promise<RestoredObjects> => {
  const found = await stat(folder).catch(() => null)
  if (!found?.isDirectory()) throw new AdminError(`There is no folder ${folder}.`)
  const counts = { files: 0, restored: 0, restoredBytes: 0 }
  await runBounded(listKeys(folder), PARALLEL_OBJECTS, async (key) => {
    counts.files += 1
    const path = join(folder, key)
    const { size } = await stat(path)
    if ((await objects.sizeOf(key)) === size) return
    await objects.putFile(key, path, size, contentTypeOf(key))
    counts.restored += 1
    counts.restoredBytes += size
  })
  return { ...counts, skipped: counts.files - counts.restored }
}

export const addRestoreObjects = (program: Command): void => {
  program
    .command('restore-objects')
    .description('put every file of a backup-objects folder back into the object store; removes nothing')
    .argument('<folder>')
    .action(async (folder: string, _options: object, command: Command) => {
      printResult(command, await withObjects((objects) => restoreObjects(objects, folder)))
    })
}
