/** Node's codes of socket faults. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * SQLSTATEs of a server that is stopping, starting or full, and of a transaction that lost to another one
 * (PostgreSQL, appendix "Error Codes"); class 08, connection exceptions, is matched by its prefix.
 */
const SQL_STATES = new Set(['57P01', '57P02', '57P03', '53300', '40001', '40P01'])

/** Faults that the driver itself raises have no code, only a message (pg 8). */
const DRIVER_WORDS =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|not queryable|connection ended/i

/** True if the connection or the current load is at fault, so that the same statement may succeed later. */
export const isDatabaseUnavailable = (error: unknown): boolean => {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable)
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return NETWORK_CODES.has(code) || SQL_STATES.has(code) || /^08...$/.test(code) || DRIVER_WORDS.test(error.message)
}
