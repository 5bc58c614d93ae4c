import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FastifyRequest } from 'fastify'
import type { GatewayDeps } from '../http/gateway-deps.ts'
import { retryDatabase } from '../http/retry-database.ts'
import { findCaller } from './find-caller.ts'
import { isUuid } from './hash-key.ts'

/**
 * An `onRequest` hook: sets `request.caller` or answers 401, before the body is read. Missing, malformed, unknown,
 * wrong and disabled credentials get the same answer.
 */
export const makeAuthenticate =
  (deps: Pick<GatewayDeps, 'db' | 'timings' | 'log'>) =>
  async (request: FastifyRequest): Promise<void> => {
    const instanceId = request.headers['x-instance-id']
    const apiKey = request.headers['x-api-key']
    const caller =
      isUuid(instanceId) && isUuid(apiKey)
        ? await retryDatabase(deps, request, () => findCaller(deps.db, instanceId, apiKey))
        : null
    if (!caller) throw new AppError('unauthorized', 'unauthorized')
    request.caller = caller
  }
