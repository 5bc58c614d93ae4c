import { AppError } from '@vss/shared/errors/app-error.ts'
import type { GatewayDeps } from './gateway-deps.ts'
import { isDatabaseUnavailable } from './is-database-unavailable.ts'
import { retryUntil } from './retry-until.ts'

const RETRY_AFTER_SEC = 30

const isUnavailable = (error: unknown) =>
  isDatabaseUnavailable(error) || (error instanceof AppError && error.code === 'file_io_failed')

/**
 * Waits for the object store, and for the rows that name its objects, as long as an upload or a download may.
 * Throws 503 when the time is up.
 */
export const retryStorage = async <T>(
  deps: Pick<GatewayDeps, 'timings' | 'log'>,
  attempt: () => Promise<T>,
): Promise<T> => {
  try {
    return await retryUntil(performance.now() + deps.timings.storageWaitMs, attempt, isUnavailable)
  } catch (error) {
    if (!isUnavailable(error)) throw error
    deps.log.warn({ err: error }, 'the object store did not answer in time')
    throw new AppError('file_io_failed', 'storage.unavailable', { seconds: RETRY_AFTER_SEC }, { cause: error })
  }
}
