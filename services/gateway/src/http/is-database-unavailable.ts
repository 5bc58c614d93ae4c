import { isDatabaseUnavailable as isUnavailable } from '@vss/shared/ledger/is-database-unavailable.ts'
import { WaitedTooLongError } from './retry-until.ts'

/** Out of reach for now, whether the database said so or a request has waited for it as long as it may. */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  error instanceof WaitedTooLongError || isUnavailable(error)
