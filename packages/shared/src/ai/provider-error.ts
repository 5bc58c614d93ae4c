import { AppError, RetryLaterError } from '../errors/app-error.ts'
import type { ErrorCode } from '../errors/errors.ts'
import type { LimitDenial } from './provider-limiter.ts'
import type { Units } from './usage.ts'

/**
 * How a call to a provider failed, as far as it matters outside its adapter.
 * - `rate_limited`: too many calls in this minute; the next one not before `retryAfterMs`
 * - `quota_exhausted`: no calls left for the day; `retryAfterMs` if the provider says when there will be
 * - `unavailable`: an error of the provider (5xx) or no connection; nothing was done, a retry may help
 * - `unknown`: no answer (hang, connection lost after sending): the work may have been done and be paid
 * - `refused`: the request itself is at fault (400, safety); a retry does not help
 * - `unauthorised`: the key or its rights are at fault (401, 403); every request fails until an operator acts
 * - `unusable`: the answer is not of the requested kind (no audio, broken JSON); it is paid, the caller may retry
 */
export type ProviderFailure =
  | 'rate_limited'
  | 'quota_exhausted'
  | 'unavailable'
  | 'unknown'
  | 'refused'
  | 'unauthorised'
  | 'unusable'

/** Thrown by adapters. `detail` is for operators and may be shown to users: never a key, never a prompt. */
export class ProviderError extends Error {
  readonly failure: ProviderFailure
  readonly detail: string
  readonly retryAfterMs: number | null
  /** The usage that the provider counted although the call failed. Null: unknown. */
  readonly units: Units | null

  constructor(
    failure: ProviderFailure,
    detail: string,
    options: { retryAfterMs?: number | null; units?: Units; cause?: unknown } = {},
  ) {
    super(`${failure}: ${detail}`, { cause: options.cause })
    this.name = 'ProviderError'
    this.failure = failure
    this.detail = detail
    this.retryAfterMs = options.retryAfterMs ?? null
    this.units = options.units ?? null
  }
}

/** A run that is not in a hurry yet has time for such a wait and for its work afterwards (see `Run.hurry`). */
const LONGEST_WAIT_MS = 120_000

/** Whether an error asks for a wait that may exceed the task's deadline, such as for a daily quota. */
export const outlastsTask = (error: unknown): boolean =>
  error instanceof RetryLaterError && error.delayMs > LONGEST_WAIT_MS

/** The values of OpenTelemetry's `gen_ai.operation.name`, and `text_to_speech`, for which it has none. */
export type ProviderOperation = 'chat' | 'embeddings' | 'text_to_speech'

/** The error code of a task that fails because of such a call. */
export const FAILED_CODE = {
  chat: 'llm_failed',
  embeddings: 'rag_failed',
  text_to_speech: 'tts_failed',
} as const satisfies Record<ProviderOperation, ErrorCode>

type Called = { provider: string; model: string; operation: ProviderOperation }

/** For a 429 without RetryInfo. Quotas of a minute are free again within a minute. */
const DEFAULT_BLOCK_MS = 30_000
/** `0s` is a legal RetryInfo, but must not lead to immediate further calls. */
const MIN_BLOCK_MS = 1_000
/** For a daily quota, if the provider does not say when it resets. */
const DEFAULT_QUOTA_MS = 3_600_000

/** How long no further call is to be made. */
export const blockMsOf = (error: ProviderError): number =>
  Math.max(
    MIN_BLOCK_MS,
    error.retryAfterMs ?? (error.failure === 'quota_exhausted' ? DEFAULT_QUOTA_MS : DEFAULT_BLOCK_MS),
  )

/** Parked tasks come back spread over this time, so that they do not all call at the same moment. */
const MAX_SPREAD_MS = 5_000
const spread = (delayMs: number, random: () => number): number =>
  Math.ceil(delayMs + random() * Math.min(MAX_SPREAD_MS, Math.max(1_000, delayMs / 10)))

const retryLater = (
  key: 'provider.rate_limited' | 'provider.quota_exhausted' | 'provider.resting',
  { provider, model }: Called,
  delayMs: number,
  random: () => number,
  cause?: unknown,
): RetryLaterError => {
  const code = key === 'provider.resting' ? 'third_party_failed' : 'rate_limited'
  const params = { provider, model, seconds: Math.ceil(delayMs / 1000) }
  return new RetryLaterError(code, key, params, spread(delayMs, random), { cause })
}

/** The error for a denial of the limiter: it parks the task until there may be room. */
export const toParking = (denial: LimitDenial, called: Called, random: () => number): RetryLaterError => {
  if (denial.reason === 'open') return retryLater('provider.resting', called, denial.waitMs, random)
  const isQuota = denial.reason === 'blocked' && denial.by === 'quota_exhausted'
  return retryLater(isQuota ? 'provider.quota_exhausted' : 'provider.rate_limited', called, denial.waitMs, random)
}

/**
 * A provider's failure as an error of the task. `RetryLaterError` parks the task (or fails it immediately, with the same
 * sentence, if its deadline is nearer), `third_party_failed` allows another attempt, and the others are final.
 */
export const toTaskError = (error: ProviderError, called: Called, random: () => number): AppError => {
  const { provider, model, operation } = called
  const params = { provider, model, detail: error.detail }
  const options = { cause: error }
  switch (error.failure) {
    case 'rate_limited':
      return retryLater('provider.rate_limited', called, blockMsOf(error), random, error)
    case 'quota_exhausted':
      return retryLater('provider.quota_exhausted', called, blockMsOf(error), random, error)
    case 'unavailable':
      return new AppError('third_party_failed', 'provider.unavailable', params, options)
    case 'unknown':
    case 'refused':
    case 'unauthorised':
    case 'unusable':
      return new AppError(FAILED_CODE[operation], `provider.${error.failure}`, params, options)
  }
}
