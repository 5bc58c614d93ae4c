import { ProviderError, type ProviderFailure } from '@vss/shared/ai/provider-error.ts'

/** Codes of gRPC. The client library also maps HTTP statuses to them: https://grpc.io/docs/guides/status-codes/ */
const FAILURES: Record<number, { name: string; failure: ProviderFailure }> = {
  2: { name: 'UNKNOWN', failure: 'unknown' },
  3: { name: 'INVALID_ARGUMENT', failure: 'refused' },
  4: { name: 'DEADLINE_EXCEEDED', failure: 'unknown' },
  5: { name: 'NOT_FOUND', failure: 'refused' },
  6: { name: 'ALREADY_EXISTS', failure: 'refused' },
  7: { name: 'PERMISSION_DENIED', failure: 'unauthorised' },
  8: { name: 'RESOURCE_EXHAUSTED', failure: 'rate_limited' },
  9: { name: 'FAILED_PRECONDITION', failure: 'refused' },
  10: { name: 'ABORTED', failure: 'unavailable' },
  11: { name: 'OUT_OF_RANGE', failure: 'refused' },
  12: { name: 'UNIMPLEMENTED', failure: 'refused' },
  13: { name: 'INTERNAL', failure: 'unavailable' },
  14: { name: 'UNAVAILABLE', failure: 'unavailable' },
  15: { name: 'DATA_LOSS', failure: 'unknown' },
  16: { name: 'UNAUTHENTICATED', failure: 'unauthorised' },
}
const RESOURCE_EXHAUSTED = 8
const UNAVAILABLE = 14
/** There was no connection: nothing was sent. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']
/** `RequestsPerDayPerProject`, "requests per day". */
const PER_DAY = /per[_ ]?day/iu
const MAX_DETAIL = 200

/** The fields of google-gax's `GoogleError` that are read here. */
type GoogleFailure = Error & {
  code?: unknown
  httpStatusCode?: number
  statusDetails?: unknown
  cause?: Error & { code?: unknown }
}

/** From `google.rpc.RetryInfo`: seconds are a string, nanos a number. */
const readRetryMs = (details: unknown): number | null => {
  for (const detail of Array.isArray(details) ? details : []) {
    const delay: { seconds?: unknown; nanos?: unknown } | undefined = detail?.retryDelay
    if (delay) return Math.ceil(Number(delay.seconds ?? 0) * 1000 + Number(delay.nanos ?? 0) / 1e6)
  }
  return null
}

/** The library answers UNAVAILABLE for every call that ended without a status. The wrapped error says how far it got. */
const judgeTransport = (cause: GoogleFailure['cause']): ProviderFailure => {
  if (cause instanceof SyntaxError) return 'unusable'
  const code = typeof cause?.code === 'string' ? cause.code : ''
  if (NEVER_SENT.includes(code)) return 'unavailable'
  // A key that cannot sign: an error of OpenSSL, or a type error.
  if (code.startsWith('ERR_OSSL') || cause instanceof TypeError) return 'unauthorised'
  return 'unknown'
}

/** Translates an error of Google's client library. */
export const toGoogleProviderError = (error: unknown): ProviderError => {
  if (error instanceof ProviderError) return error
  const { code, httpStatusCode, statusDetails, message, cause } = error as GoogleFailure
  const known = typeof code === 'number' ? FAILURES[code] : undefined
  const detail = `${known?.name ?? 'UNKNOWN'}: ${message}`.slice(0, MAX_DETAIL)
  if (code === UNAVAILABLE && httpStatusCode === undefined) {
    return new ProviderError(judgeTransport(cause), detail, { cause: error })
  }
  if (code === RESOURCE_EXHAUSTED) {
    const failure = PER_DAY.test(`${message} ${JSON.stringify(statusDetails ?? '')}`)
      ? 'quota_exhausted'
      : 'rate_limited'
    return new ProviderError(failure, detail, { retryAfterMs: readRetryMs(statusDetails), cause: error })
  }
  return new ProviderError(known?.failure ?? 'unknown', detail, { cause: error })
}
