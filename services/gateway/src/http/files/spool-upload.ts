import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile } from '@fastify/multipart'
import type { UploadedFile } from '@vss/shared/artifacts/artifact-store.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FastifyRequest } from 'fastify'
import type { GatewayDeps } from '../../deps.ts'
import { STORAGE_RETRY_AFTER_SEC } from '../retry.ts'
import { contentTypeOf, decodeFileName } from './file-names.ts'

const PART = 'file'
const BOUNDARY = /;\s*boundary="?[^\s";]/i
const BYTES_PER_MB = 1024 * 1024

/** Clients send one file and a few fields. The limits are generous for that, and small compared with the file. */
const partLimits = (maxUploadBytes: number) => ({
  fileSize: maxUploadBytes,
  files: 1,
  fields: 10,
  parts: 12,
  fieldSize: 1_024,
  headerPairs: 50,
})

/** The request has more files or fields than the limits allow (@fastify/multipart). */
const isOverLimit = (error: unknown) =>
  error instanceof Error && 'code' in error && /^FST_\w+_LIMIT$/.test(String(error.code))

const isFromFileSystem = (error: unknown) => error instanceof Error && 'syscall' in error && 'errno' in error

const writePart = async (part: MultipartFile, path: string, maxBytes: number): Promise<UploadedFile> => {
  const hash = createHash('sha256')
  let sizeBytes = 0
  await pipeline(
    part.file,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        sizeBytes += chunk.length
        yield chunk
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  )
  const fileName = decodeFileName(part.filename)
  if (part.file.truncated) {
    throw new AppError('payload_too_large', 'upload.too_large', { limitMb: Math.floor(maxBytes / BYTES_PER_MB) })
  }
  if (sizeBytes === 0) throw new AppError('parameter_invalid', 'upload.empty', { name: fileName })
  return { path, fileName, contentType: contentTypeOf(fileName), sizeBytes, sha256: hash.digest('hex') }
}

/**
 * Writes the request's part `file` to a temporary file. The whole request is received, even when the file is refused: a
 * client that is still sending would see a broken connection instead of the answer.
 */
const receiveParts = async (request: FastifyRequest, path: string, maxBytes: number): Promise<UploadedFile> => {
  if (!request.isMultipart()) throw new AppError('parameter_invalid', 'upload.no_file')
  if (!BOUNDARY.test(request.headers['content-type'] ?? ''))
    throw new AppError('parameter_invalid', 'upload.no_boundary')
  let outcome: UploadedFile | AppError = new AppError('parameter_invalid', 'upload.no_file')
  const parts = request.parts({
    limits: partLimits(maxBytes),
    // Deployed clients send the part without a Content-Type; its name tells that it is the file.
    isPartAFile: (name, _type, fileName) => name === PART || fileName !== undefined,
  })
  for await (const part of parts) {
    if (part.type !== 'file') continue
    if (part.fieldname !== PART) part.file.resume()
    else {
      outcome = await writePart(part, path, maxBytes).catch((error: unknown) => {
        if (error instanceof AppError) return error
        throw error
      })
    }
  }
  if (outcome instanceof AppError) throw outcome
  return outcome
}

/**
 * Spools the upload, passes it to `use`, and deletes the temporary file in any case. Throws `parameter_invalid` for a
 * missing, empty or broken file and `payload_too_large` for one above the limit.
 */
export const spoolUpload = async <T>(
  deps: Pick<GatewayDeps, 'spoolDirectory' | 'maxUploadBytes' | 'log'>,
  request: FastifyRequest,
  use: (file: UploadedFile) => Promise<T>,
): Promise<T> => {
  const path = join(deps.spoolDirectory, `vss-upload-${randomUUID()}`)
  try {
    return await use(await receiveUpload(request, path, deps))
  } finally {
    await rm(path, { force: true })
  }
}

const receiveUpload = async (
  request: FastifyRequest,
  path: string,
  deps: Pick<GatewayDeps, 'maxUploadBytes' | 'log'>,
): Promise<UploadedFile> => {
  try {
    return await receiveParts(request, path, deps.maxUploadBytes)
  } catch (error) {
    if (error instanceof AppError) throw error
    if (isOverLimit(error)) throw new AppError('parameter_invalid', 'upload.no_file', {}, { cause: error })
    if (isFromFileSystem(error) && !request.raw.destroyed) {
      deps.log.error({ err: error }, 'the upload could not be spooled to disk')
      throw new AppError(
        'file_io_failed',
        'storage.unavailable',
        { seconds: STORAGE_RETRY_AFTER_SEC },
        { cause: error },
      )
    }
    throw new AppError('parameter_invalid', 'upload.broken', {}, { cause: error })
  }
}
