import { GoogleGenerativeAIFetchError } from '@google/generative-ai'
import { ProviderError } from '../provider-error.ts'

type ErrorDetail = { '@type'?: unknown; reason?: unknown; retryDelay?: unknown; violations?: unknown }

const detailOf = (error: GoogleGenerativeAIFetchError, type: string): ErrorDetail | undefined =>
  (Array.isArray(error.errorDetails) ? (error.errorDetails as ErrorDetail[]) : []).find(
    (detail) => typeof detail?.['@type'] === 'string' && detail['@type'].endsWith(type),
  )

/** A protobuf duration in JSON: decimal seconds with up to nine digits after the point, and an `s`. */
const parseDurationMs = (text: unknown): number | null => {
  const match = typeof text === 'string' ? /^(\d+(?:\.\d{1,9})?)s$/.exec(text) : null
  return match ? Math.ceil(Number(match[1]) * 1000) : null
}

const isPerDay = (violation: unknown): boolean => {
  const { quotaId } = (violation ?? {}) as { quotaId?: unknown }
  return typeof quotaId === 'string' && quotaId.includes('PerDay')
}

const HOUR_MS = 3_600_000
/** Daily quotas reset at midnight in California (https://ai.google.dev/gemini-api/docs/rate-limits). */
const msToPacificMidnight = (now: Date): number => {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const part = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, Number(value)]))
  const { hour = 0, minute = 0, second = 0 } = part
  return 24 * HOUR_MS - ((hour * 60 + minute) * 60 + second) * 1000
}

const MAX_DETAIL_CHARACTERS = 200
/** Google's own message, without the address and the details that the library adds. */
const wordsOf = (error: GoogleGenerativeAIFetchError, apiKey: string): string => {
  const message = error.message.replace(/^.*?: \[\d+ [^\]]*\] ?/s, '').replace(/ \[\{"@type".*$/s, '')
  const words = message.replaceAll(apiKey, '…').slice(0, MAX_DETAIL_CHARACTERS)
  return words === '' ? `HTTP ${error.status}` : `HTTP ${error.status}, ${words}`
}

const fromResponse = (error: GoogleGenerativeAIFetchError, apiKey: string, now: Date): ProviderError => {
  const status = error.status ?? 0
  const words = wordsOf(error, apiKey)
  if (status === 429) {
    const violations = detailOf(error, 'google.rpc.QuotaFailure')?.violations
    // Google also sends a RetryInfo of some seconds with a daily quota, which is wrong for that quota.
    if (Array.isArray(violations) && violations.some(isPerDay))
      return new ProviderError('quota_exhausted', words, { retryAfterMs: msToPacificMidnight(now) })
    const retryAfterMs = parseDurationMs(detailOf(error, 'google.rpc.RetryInfo')?.retryDelay)
    return new ProviderError('rate_limited', words, { retryAfterMs })
  }
  if (status >= 500 || status === 408) return new ProviderError('unavailable', words)
  const isKeyInvalid = detailOf(error, 'google.rpc.ErrorInfo')?.reason === 'API_KEY_INVALID'
  if (status === 401 || status === 403 || isKeyInvalid) return new ProviderError('unauthorised', words)
  return new ProviderError('refused', words)
}

/** Converts an error of the client library. Its messages contain the address of the request, never its key or its text. */
export const toProviderError = (
  error: unknown,
  wasSent: boolean,
  { apiKey, now }: { apiKey: string; now: Date },
): ProviderError => {
  if (error instanceof ProviderError) return error
  if (error instanceof GoogleGenerativeAIFetchError) return fromResponse(error, apiKey, now)
  if (!wasSent) return new ProviderError('unavailable', 'no connection')
  return new ProviderError('unknown', 'the connection was lost before the answer was there')
}
