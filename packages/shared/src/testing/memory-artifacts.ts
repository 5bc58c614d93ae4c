import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { type Artifact, type ArtifactStore, objectKeyOf } from '../artifacts/artifact-store.ts'
import type { ObjectStore } from '../artifacts/object-store.ts'
import { AppError } from '../errors/app-error.ts'

/** An `ObjectStore` in memory. */
export const makeMemoryObjects = (): ObjectStore => {
  const bytes = new Map<string, Buffer>()
  const get = async (key: string): Promise<Buffer> => {
    const found = bytes.get(key)
    if (!found) throw new Error(`there is no object ${key}`)
    return found
  }
  return {
    get,
    put: async (key, content) => void bytes.set(key, content),
    putFile: async (key, path) => void bytes.set(key, await readFile(path)),
    stream: async (key) => Readable.from(await get(key)),
    copy: async (from, to) => void bytes.set(to, await get(from)),
    exists: async (key) => bytes.has(key),
    sizeOf: async (key) => bytes.get(key)?.length ?? null,
    list: async function* () {
      for (const [key, content] of bytes) yield { key, sizeBytes: content.length }
    },
    remove: async (key) => void bytes.delete(key),
    ensureBucket: async () => {},
    ping: async () => {},
  }
}

const factsOf = (fileName: string, contentType: string, bytes: Buffer) => ({
  fileName,
  contentType,
  sizeBytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
})

export type MemoryArtifacts = ArtifactStore & {
  /** Adds a file that exists before the task begins, under any relative path. */
  add(orgId: string, relativePath: string, bytes: Buffer): Promise<Artifact>
}

/** An `ArtifactStore` in memory, which behaves like the real one for the worker that holds the claim. */
export const makeMemoryArtifacts = (): MemoryArtifacts => {
  const objects = makeMemoryObjects()
  const rows = new Map<string, Artifact>()
  const save = (orgId: string, relativePath: string, file: Omit<Artifact, 'orgId' | 'relativePath' | 'objectKey'>) => {
    const artifact = { orgId, relativePath, objectKey: objectKeyOf(orgId, relativePath), ...file }
    rows.set(artifact.objectKey, artifact)
    return artifact
  }
  const find = async (orgId: string, relativePath: string) => rows.get(objectKeyOf(orgId, relativePath)) ?? null
  return {
    objects,
    find,
    touch: find,
    add: async (orgId, relativePath, bytes) => {
      const artifact = save(orgId, relativePath, factsOf(relativePath, 'application/octet-stream', bytes))
      await objects.put(artifact.objectKey, bytes, artifact.contentType)
      return artifact
    },
    open: (artifact) => objects.stream(artifact.objectKey),
    storeUpload: async (orgId, { path, ...file }) => {
      const artifact = save(orgId, `uploads/${file.sha256}/${file.fileName}`, file)
      await objects.putFile(artifact.objectKey, path, file.sizeBytes, file.contentType)
      return artifact
    },
    storeForTask: async (orgId, fence, name, bytes, contentType) => {
      const artifact = save(orgId, `tasks/${fence.taskId}/${name}`, factsOf(name, contentType, bytes))
      await objects.put(artifact.objectKey, bytes, contentType)
      return artifact
    },
    copyForTask: async (orgId, fence, name, source, contentType) => {
      const { sizeBytes, sha256 } = source
      const artifact = save(orgId, `tasks/${fence.taskId}/${name}`, { fileName: name, contentType, sizeBytes, sha256 })
      await objects.copy(source.objectKey, artifact.objectKey)
      return artifact
    },
    read: async (orgId, relativePath) => {
      const artifact = await find(orgId, relativePath)
      if (!artifact) throw new AppError('not_found', 'file.not_found', { path: relativePath })
      return objects.get(artifact.objectKey)
    },
  }
}
