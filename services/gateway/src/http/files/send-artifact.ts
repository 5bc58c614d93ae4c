import { type Artifact, asciiName } from '@vss/shared/artifacts/artifact-store.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { GatewayDeps } from '../../deps.ts'
import { errorResponses } from '../errors.ts'
import { retryStorage } from '../retry.ts'

/** The response part of a route that streams a file. */
export const fileResponses = {
  200: {
    description: 'the bytes of the file, as they were stored',
    content: { 'application/octet-stream': { schema: z.any().meta({ type: 'string', format: 'binary' }) } },
  },
  ...errorResponses,
}

/** RFC 6266: an ASCII name for every client, the real name for those that understand `filename*`. */
const attachment = (fileName: string) =>
  `attachment; filename="${asciiName(fileName)}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )}`

const isMissingObject = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'NoSuchKey' || error.code === 'NotFound')

const openFile = async (
  deps: Pick<GatewayDeps, 'artifacts' | 'log'>,
  orgId: string,
  path: string,
): Promise<{ artifact: Artifact; stream: Awaited<ReturnType<GatewayDeps['artifacts']['open']>> }> => {
  const notFound = () => new AppError('not_found', 'file.not_found', { path })
  const artifact = await deps.artifacts.touch(orgId, path)
  if (!artifact) throw notFound()
  try {
    return { artifact, stream: await deps.artifacts.open(artifact) }
  } catch (error) {
    if (!isMissingObject(error)) throw error
    deps.log.error({ objectKey: artifact.objectKey }, 'a stored file has lost its object')
    throw notFound()
  }
}

/** Streams a file of the organisation, byte for byte. Throws `not_found` when the organisation has no such file. */
export const sendArtifact = async (
  deps: Pick<GatewayDeps, 'artifacts' | 'log' | 'timings'>,
  reply: FastifyReply,
  orgId: string,
  path: string,
): Promise<FastifyReply> => {
  const { artifact, stream } = await retryStorage(deps, () => openFile(deps, orgId, path))
  return reply
    .code(200)
    .headers({
      'content-type': artifact.contentType,
      'content-length': artifact.sizeBytes,
      'content-disposition': attachment(artifact.fileName),
      'cache-control': 'private, no-store',
    })
    .send(stream)
}
