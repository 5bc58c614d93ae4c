import { z } from 'zod'
import type { GatewayDeps } from '../../deps.ts'
import { baseUrlOf } from '../base-url-of.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../errors.ts'
import { retryStorage } from '../retry.ts'
import { spoolUpload } from './spool-upload.ts'

const storedFile = z
  .object({
    relative_path: z.string().meta({ description: 'what every `*_path` of a payload takes; kept for months' }),
    full_url: z.url().meta({ description: 'where the same headers download it' }),
    file_name: z.string().meta({ description: 'the name it was sent with' }),
    size: z.number().int().meta({ description: 'bytes' }),
    sha256: z.string().meta({ description: 'hexadecimal' }),
  })
  .meta({ id: 'StoredFile', description: 'The file is stored' })

/** It only describes: the parts are spooled as they arrive. */
const uploadForm = z.object({
  file: z.any().meta({ type: 'string', format: 'binary', description: 'the file; its part needs no Content-Type' }),
})

/** `POST /files/upload/`: a file of this organisation, stored before the answer. */
export const serveUpload = (app: EdgeApp, deps: GatewayDeps): void => {
  app.post(
    '/files/upload/',
    {
      schema: {
        tags: ['files'],
        summary: 'Upload a file',
        description: `multipart/form-data with one part named \`file\`, 1 byte to ${deps.maxUploadBytes} bytes.`,
        consumes: ['multipart/form-data'],
        body: uploadForm,
        response: { 201: storedFile, ...errorResponses },
      },
      validatorCompiler: () => (value: unknown) => ({ value }),
    },
    async (request, reply) => {
      const artifact = await spoolUpload(deps, request, (file) =>
        retryStorage(deps, () => deps.artifacts.storeUpload(request.caller.orgId, file)),
      )
      const base = baseUrlOf(request, deps.publicUrl)
      return reply.code(201).send({
        relative_path: artifact.relativePath,
        full_url: `${base}/api/v1/files/download/?path=${encodeURIComponent(artifact.relativePath)}`,
        file_name: artifact.fileName,
        size: artifact.sizeBytes,
        sha256: artifact.sha256,
      })
    },
  )
}
