import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FastifyRequest } from 'fastify'
import type { GatewayDeps } from './gateway-deps.ts'
import { isDatabaseUnavailable } from './is-database-unavailable.ts'
import { retryUntil } from './retry-until.ts'

/** A Postgres that restarts is back within this (a failover takes longer, and the client may ask again). */
const RETRY_AFTER_SEC = 10

/**
 * Waits for Postgres as long as the request may, counted from its arrival: `attempt` must be safe to repeat, also
 * when it was committed and only the answer got lost. Throws 503 when the time is up.
 */
export const retryDatabase = async <T>(
  deps: Pick<GatewayDeps, 'timings' | 'log'>,
  request: FastifyRequest,
  attempt: () => Promise<T>,
): Promise<T> => {
  try {
    return await retryUntil(request.arrivedAtMs + deps.timings.createWaitMs, attempt, isDatabaseUnavailable)
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error
    deps.log.warn({ err: error }, 'the database did not answer in time')
    const code = request.routeOptions.config.unavailableCode ?? 'unavailable'
    throw new AppError(code, 'database.unavailable', { seconds: RETRY_AFTER_SEC }, { cause: error })
  }
}
