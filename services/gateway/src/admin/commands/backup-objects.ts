import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Command } from 'commander'
import type { Kysely } from 'kysely'
import { withLedger, withObjects } from '../lend-resources.ts'
import { hashFile, objectFile, PARALLEL_OBJECTS, PARTIAL_FOLDER } from '../object-files.ts'
import { listReferences } from '../object-references.ts'
import { printResult } from '../print-result.ts'

export type BackedUpObjects = {
  /** Objects in the bucket. */
  objects: number
  copied: number
  copiedBytes: number
  skipped: number
  /** Rows without an object: retention has deleted it since, or it is lost. */
  missing: number
  /** Objects whose size or hash is not the one in the ledger. They are copied as they are in the store. */
  differing: number
}

const sizeOfFile = async (path: string): Promise<number | null> => (await stat(path).catch(() => null))?.size ?? null

/** Copies one object under a temporary name and renames it. Null when the object does not exist (any more). */
const copyObject = async (
  objects: Pick<ObjectStore, 'stream' | 'exists'>,
  folder: string,
  key: string,
): Promise<{ sizeBytes: number; sha256: string } | null> => {
  const file = objectFile(folder, key)
  const partial = join(folder, PARTIAL_FOLDER, randomUUID())
  const hash = createHash('sha256')
  let sizeBytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      sizeBytes += chunk.length
      done(null, chunk)
    },
  })
  const source = await objects.stream(key).catch(async (error: unknown) => {
    if (await objects.exists(key)) throw error
    return null
  })
  if (source === null) return null
  await pipeline(source, measure, createWriteStream(partial))
  await mkdir(dirname(file), { recursive: true })
  await rename(partial, file)
  return { sizeBytes, sha256: hash.digest('hex') }
}

/** Whether the ledger has a hash of the object. Then the first pass has compared its bytes. */
const isKnown = async (db: Kysely<Database>, key: string): Promise<boolean> => {
  const find = (table: 'vss.artifact' | 'vss.take') =>
    db.selectFrom(table).select('sha256').where('object_key', '=', key).limit(1).executeTakeFirst()
  return (await find('vss.artifact')) !== undefined || (await find('vss.take')) !== undefined
}

/**
 * Copies every object of the bucket to `<folder>/<key>`; removes nothing there. The first pass copies the objects whose
 * hash is in the ledger, unless the file has the same bytes. The second pass copies every other object of the bucket,
 * unless the file has the same size. With `bySize` only the second pass runs: right after a full run, for new objects.
 */
export const backupObjects = async (
  db: Kysely<Database>,
  objects: Pick<ObjectStore, 'list' | 'stream' | 'exists'>,
  folder: string,
  { bySize }: { bySize: boolean },
): Promise<BackedUpObjects> => {
  const counts = { objects: 0, copied: 0, copiedBytes: 0, missing: 0, differing: 0 }
  const copy = async (key: string) => {
    const copied = await copyObject(objects, folder, key)
    if (copied === null) return null
    counts.copied += 1
    counts.copiedBytes += copied.sizeBytes
    return copied
  }
  await mkdir(join(folder, PARTIAL_FOLDER), { recursive: true })
  if (!bySize) {
    await runBounded(listReferences(db), PARALLEL_OBJECTS, async ({ objectKey, sizeBytes, sha256 }) => {
      if (sha256 === null) return
      const file = objectFile(folder, objectKey)
      if ((await sizeOfFile(file)) === sizeBytes && (await hashFile(file)) === sha256) return
      const copied = await copy(objectKey)
      if (copied === null) counts.missing += 1
      else if (copied.sha256 !== sha256) counts.differing += 1
    })
  }
  await runBounded(objects.list(), PARALLEL_OBJECTS, async ({ key, sizeBytes }) => {
    counts.objects += 1
    const size = await sizeOfFile(objectFile(folder, key))
    // An object that was damaged after its backup must not replace the good file.
    if (size !== sizeBytes && (size === null || !(await isKnown(db, key)))) await copy(key)
  })
  await rm(join(folder, PARTIAL_FOLDER), { recursive: true })
  // An object that retention deleted after its copy and before the listing is in `copied` but not in `objects`.
  return { ...counts, skipped: Math.max(0, counts.objects - counts.copied) }
}

export const addBackupObjects = (program: Command): void => {
  program
    .command('backup-objects')
    .description('copy every stored object to a folder, while the services run; what is there already stays')
    .argument('<folder>')
    .option('--by-size', 'compare sizes alone, right after a run that compared the bytes')
    .action(async (folder: string, options: { bySize?: boolean }, command: Command) => {
      const copied = await withLedger((db) =>
        withObjects((objects) => backupObjects(db, objects, folder, { bySize: options.bySize ?? false })),
      )
      const isOdd = copied.missing > 0 || copied.differing > 0
      const note = 'Some rows have no object, or another one than was stored. To see which: vss verify-objects'
      printResult(command, copied, isOdd ? note : undefined)
    })
}
