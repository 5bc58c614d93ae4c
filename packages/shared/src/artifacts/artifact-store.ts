import { createHash, randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type Kysely, type Selectable, sql } from 'kysely'
import { AppError } from '../errors/app-error.ts'
import type { Database } from '../ledger/database.ts'
import { type Fence, StaleClaimError } from '../ledger/lease.ts'
import { crashPoint } from '../process/crash-point.ts'
import type { ObjectStore } from './object-store.ts'

/** A stored file, as its row in the ledger describes it. */
export type Artifact = {
  orgId: string
  /** The file's name for the Edge: unique per organisation, stable for months, with forward slashes. */
  relativePath: string
  objectKey: string
  /** The name that the client gave, unchanged. */
  fileName: string
  contentType: string
  sizeBytes: number
  sha256: string
}

/** The only place that makes object keys: everything that an organisation owns is under `orgs/<org>/`. */
export const objectKeyOf = (orgId: string, relativePath: string): string => `orgs/${orgId}/${relativePath}`

const MAX_NAME_BYTES = 80

/** A file name that every store and shell can handle: ASCII, at most 80 bytes, with its extension. */
export const asciiName = (fileName: string): string => {
  const base = fileName.split(/[\\/]/).pop() ?? ''
  const dot = base.lastIndexOf('.')
  const clean = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9._-]+/g, '_')
      .replace(/^[._]+|_+$/g, '')
  const extension = dot > 0 ? clean(base.slice(dot + 1)).slice(0, 16) : ''
  const suffix = extension ? `.${extension}` : ''
  const stem = clean(dot > 0 ? base.slice(0, dot) : base).slice(0, MAX_NAME_BYTES - suffix.length)
  return `${stem || 'file'}${suffix}`
}

/** The files of organisations. Every call takes the organisation; files are opened in no other way. */
export type ArtifactStore = {
  storeUpload(orgId: string, file: UploadedFile): Promise<Artifact>
  /** Stores bytes as `tasks/<id>/<name>`. Throws `StaleClaimError` if the claim is stale. */
  storeForTask(orgId: string, fence: Fence, name: string, bytes: Buffer, contentType: string): Promise<Artifact>
  /** The same for an object that is already in the store (a cached take): a copy on the server. */
  copyForTask(orgId: string, fence: Fence, name: string, source: StoredObject, contentType: string): Promise<Artifact>
  /** Null if this organisation has no such file. Changes nothing. */
  find(orgId: string, relativePath: string): Promise<Artifact | null>
  /** Like `find`, but notes the use: retention counts from the last use. */
  touch(orgId: string, relativePath: string): Promise<Artifact | null>
  /** Loads the bytes and notes the use. Throws `not_found` (`file.not_found`) if this organisation has no such file. */
  read(orgId: string, relativePath: string): Promise<Buffer>
  open(artifact: Artifact): Promise<Readable>
  objects: ObjectStore
}

export type UploadedFile = { path: string; fileName: string; contentType: string; sizeBytes: number; sha256: string }
export type StoredObject = { objectKey: string; sizeBytes: number; sha256: string }

const toArtifact = (row: Selectable<Database['vss.artifact']>): Artifact => ({
  orgId: row.org_id,
  relativePath: row.relative_path,
  objectKey: row.object_key,
  fileName: row.file_name,
  contentType: row.content_type,
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
})

const insertFenced = async (db: Kysely<Database>, fence: Fence, artifact: Artifact): Promise<Artifact> => {
  const inserted = await sql`
    insert into vss.artifact (org_id, relative_path, object_key, file_name, content_type, size_bytes, sha256, task_id)
    select ${artifact.orgId}, ${artifact.relativePath}, ${artifact.objectKey}, ${artifact.fileName},
           ${artifact.contentType}, ${artifact.sizeBytes}, ${artifact.sha256}, id
    from vss.task where id = ${fence.taskId} and lease_epoch = ${fence.epoch} and status = 'running' for share
    on conflict (org_id, relative_path) do update set last_used_at = now()
    returning id`.execute(db)
  if (inserted.rows.length === 0) throw new StaleClaimError(fence)
  return artifact
}

const findRow = async (db: Kysely<Database>, orgId: string, relativePath: string): Promise<Artifact | null> => {
  const row = await db
    .selectFrom('vss.artifact')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('relative_path', '=', relativePath)
    .executeTakeFirst()
  return row ? toArtifact(row) : null
}

const touchRow = async (db: Kysely<Database>, orgId: string, relativePath: string): Promise<Artifact | null> => {
  const row = await db
    .updateTable('vss.artifact')
    .set({ last_used_at: sql<Date>`now()` })
    .where('org_id', '=', orgId)
    .where('relative_path', '=', relativePath)
    .returningAll()
    .executeTakeFirst()
  return row ? toArtifact(row) : null
}

const artifactOfTask = (
  orgId: string,
  fence: Fence,
  name: string,
  object: Omit<StoredObject, 'objectKey'>,
  type: string,
) => {
  const relativePath = `tasks/${fence.taskId}/${name}`
  return {
    orgId,
    relativePath,
    objectKey: objectKeyOf(orgId, relativePath),
    fileName: name.split('/').at(-1) ?? name,
    contentType: type,
    sizeBytes: object.sizeBytes,
    sha256: object.sha256,
  }
}

export const makeArtifactStore = (db: Kysely<Database>, objects: ObjectStore): ArtifactStore => {
  return {
    objects,
    find: (orgId, relativePath) => findRow(db, orgId, relativePath),
    touch: (orgId, relativePath) => touchRow(db, orgId, relativePath),
    storeUpload: async (orgId, file) => {
      const relativePath = `uploads/${randomUUID()}/${asciiName(file.fileName)}`
      const { path, ...facts } = file
      const artifact = { orgId, relativePath, objectKey: objectKeyOf(orgId, relativePath), ...facts }
      await objects.putFile(artifact.objectKey, path, file.sizeBytes, file.contentType)
      await db
        .insertInto('vss.artifact')
        .values({
          org_id: orgId,
          relative_path: relativePath,
          object_key: artifact.objectKey,
          file_name: file.fileName,
          content_type: file.contentType,
          size_bytes: file.sizeBytes,
          sha256: file.sha256,
        })
        .execute()
      return artifact
    },
    storeForTask: async (orgId, fence, name, bytes, contentType) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const artifact = artifactOfTask(orgId, fence, name, { sizeBytes: bytes.length, sha256 }, contentType)
      await objects.put(artifact.objectKey, bytes, contentType)
      crashPoint('after_put')
      return insertFenced(db, fence, artifact)
    },
    copyForTask: async (orgId, fence, name, source, contentType) => {
      const artifact = artifactOfTask(orgId, fence, name, source, contentType)
      await objects.copy(source.objectKey, artifact.objectKey)
      return insertFenced(db, fence, artifact)
    },
    read: async (orgId, relativePath) => {
      const artifact = await touchRow(db, orgId, relativePath)
      if (!artifact) throw new AppError('not_found', 'file.not_found', { path: relativePath })
      return objects.get(artifact.objectKey)
    },
    open: (artifact) => objects.stream(artifact.objectKey),
  }
}
