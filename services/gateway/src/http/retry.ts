import { AppError } from '@vss/shared/errors/app-error.ts'
import { isDatabaseUnavailable as isFaultOfDatabase } from '@vss/shared/ledger/is-database-unavailable.ts'
import { pause } from '@vss/shared/process/pause.ts'
import { withDeadline } from '@vss/shared/process/with-deadline.ts'
import type { FastifyRequest } from 'fastify'
import type { GatewayDeps } from '../deps.ts'

/** No attempt answered before the deadline. */
export class WaitedTooLongError extends Error {
  constructor(options?: { cause?: unknown }) {
    super('no answer within the time this request may wait', options)
    this.name = 'WaitedTooLongError'
  }
}

/** The database is out of reach for now: it said so itself, or a request waited for it as long as it may. */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  error instanceof WaitedTooLongError || isFaultOfDatabase(error)

const isStorageUnavailable = (error: unknown): boolean =>
  isDatabaseUnavailable(error) || (error instanceof AppError && error.code === 'file_io_failed')

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000

const late = () => new WaitedTooLongError()

/**
 * Repeats `attempt` while it fails with a transient fault, until `deadlineMs` on the `performance.now()` clock. An
 * attempt in flight at the deadline is abandoned. Throws the last fault, `WaitedTooLongError`, or any other error
 * without a second attempt.
 */
export const retryUntil = async <T>(
  deadlineMs: number,
  attempt: () => Promise<T>,
  isTransient: (error: unknown) => boolean,
): Promise<T> => {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await withDeadline({ ms: Math.max(deadlineMs - performance.now(), 0), late }, attempt)
    } catch (error) {
      if (error instanceof WaitedTooLongError || !isTransient(error)) throw error
      if (performance.now() + pauseMs >= deadlineMs) throw error
      await pause(pauseMs)
    }
  }
}

/** A Postgres that restarts is back within this time. A failover takes longer; the client may then ask again. */
export const DATABASE_RETRY_AFTER_SEC = 10
export const STORAGE_RETRY_AFTER_SEC = 30

/**
 * Waits for Postgres as long as the request may wait, counted from its arrival. `attempt` must be safe to repeat, even
 * when it was committed and only the answer was lost. Throws a 503 when the time is up.
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
    throw new AppError(code, 'database.unavailable', { seconds: DATABASE_RETRY_AFTER_SEC }, { cause: error })
  }
}

/**
 * Waits for the object store, and for the rows that name its objects, as long as an upload or a download may wait.
 * Throws a 503 when the time is up.
 */
export const retryStorage = async <T>(
  deps: Pick<GatewayDeps, 'timings' | 'log'>,
  attempt: () => Promise<T>,
): Promise<T> => {
  try {
    return await retryUntil(performance.now() + deps.timings.storageWaitMs, attempt, isStorageUnavailable)
  } catch (error) {
    if (!isStorageUnavailable(error)) throw error
    deps.log.warn({ err: error }, 'the object store did not answer in time')
    throw new AppError('file_io_failed', 'storage.unavailable', { seconds: STORAGE_RETRY_AFTER_SEC }, { cause: error })
  }
}
