import { AppError } from '@vss/shared/errors/app-error.ts'
import { z } from 'zod'
import type { GatewayDeps } from '../../deps.ts'
import type { EdgeApp } from '../edge-app.ts'
import { isSafePath } from '../is-safe-path.ts'
import { fileResponses, sendArtifact } from './send-artifact.ts'

/** `GET /files/download/?path=`: any file of this organisation by its relative path. */
export const serveFileDownload = (app: EdgeApp, deps: GatewayDeps): void => {
  app.get(
    '/files/download/',
    {
      schema: {
        tags: ['files'],
        summary: 'Download a file by its relative path',
        querystring: z.object({ path: z.string().min(1).meta({ description: 'a relative_path of this API' }) }),
        response: fileResponses,
      },
    },
    async (request, reply) => {
      const { path } = request.query
      if (!isSafePath(path)) throw new AppError('parameter_invalid', 'path.refused', { name: 'path', path })
      return sendArtifact(deps, reply, request.caller.orgId, path)
    },
  )
}
