import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Kysely } from 'kysely'
import { hashFile } from '../hash-file.ts'
import { listReferences } from './list-references.ts'
import { objectFile, PARTIAL_FOLDER } from './object-file.ts'

/** Enough to hide the store's latency; more would take the disk from those who work. */
export const PARALLEL_OBJECTS = 8

export type BackedUpObjects = {
  /** Objects in the bucket. */
  objects: number
  copied: number
  copiedBytes: number
  skipped: number
  /** Rows without an object: retention took it meanwhile, or it is lost. */
  missing: number
  /** Copied as they are in the store, though the ledger knows another size or hash. */
  differing: number
}

const sizeOfFile = async (path: string): Promise<number | null> => (await stat(path).catch(() => null))?.size ?? null

/** Copies one object under a temporary name and renames it. Null: there is no such object (any more). */
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

/** Whether a row says what the object's bytes are; then the first pass has compared them. */
const isKnown = async (db: Kysely<Database>, key: string): Promise<boolean> => {
  const find = (table: 'vss.artifact' | 'vss.take') =>
    db.selectFrom(table).select('sha256').where('object_key', '=', key).limit(1).executeTakeFirst()
  return (await find('vss.artifact')) !== undefined || (await find('vss.take')) !== undefined
}

/**
 * Copies every object of the bucket to `<folder>/<key>`; removes nothing there. First what the ledger knows by hash (a
 * file with the same bytes stays), then every other object of the bucket (a file of the same size stays). With
 * `bySize` only the second: right after a full run, for what came meanwhile.
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
    // A good file stays when the object it was made of has been damaged since.
    if (size !== sizeBytes && (size === null || !(await isKnown(db, key)))) await copy(key)
  })
  await rm(join(folder, PARTIAL_FOLDER), { recursive: true })
  // What retention took between its copy and the listing is in neither count of objects.
  return { ...counts, skipped: Math.max(0, counts.objects - counts.copied) }
}
