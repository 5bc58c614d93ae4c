import { AppError, RetryLaterError } from '../errors/app-error.ts'
import type { ErrorCode } from '../errors/errors.ts'
import type { LimitDenial } from './provider-limiter.ts'
import type { Units } from './usage.ts'

/**
 * How a call to a provider went wrong, as far as anybody outside its adapter needs to know.
 * - `rate_limited`: too many in this minute; nobody may call before `retryAfterMs`
 * - `quota_exhausted`: none left for the day; `retryAfterMs` where the provider says when
 * - `unavailable`: an error of the provider (5xx) or no connection; nothing was done, trying again may help
 * - `unknown`: no answer (hang, connection lost after sending): the work may have been done and be paid
 * - `refused`: the request itself (400, safety): trying the same again does not help
 * - `unauthorised`: the key or its rights (401, 403): no request helps until an operator acts
 * - `unusable`: an answer that is not what was asked for (no audio, broken JSON): paid; whoever asked may try again
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
  /** What the provider counted although the call failed. Null: nothing known. */
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

/** Whoever is not in a hurry yet has time to wait this long and to finish afterwards (see `Run.hurry`). */
const LONGEST_WAIT_MS = 120_000

/** Whether an error asks for a wait that a task may not live to see, such as for a quota of the day. */
export const outlastsTask = (error: unknown): boolean =>
  error instanceof RetryLaterError && error.delayMs > LONGEST_WAIT_MS

/** The words of OpenTelemetry's `gen_ai.operation.name`, and `text_to_speech`, for which it has none. */
export type ProviderOperation = 'chat' | 'embeddings' | 'text_to_speech'

/** What a task fails with when a call of that kind cannot be made to work. */
export const FAILED_CODE = {
  chat: 'llm_failed',
  embeddings: 'rag_failed',
  text_to_speech: 'tts_failed',
} as const satisfies Record<ProviderOperation, ErrorCode>

type Called = { provider: string; model: string; operation: ProviderOperation }

/** Without RetryInfo. Quotas of a minute are free again within a minute. */
const DEFAULT_BLOCK_MS = 30_000
/** `0s` is a legal RetryInfo, and calling again at once is what it must not mean. */
const MIN_BLOCK_MS = 1_000
/** A quota of a day whose end the provider does not tell. */
const DEFAULT_QUOTA_MS = 3_600_000

/** How long the provider wants to be left alone. */
export const blockMsOf = (error: ProviderError): number =>
  Math.max(
    MIN_BLOCK_MS,
    error.retryAfterMs ?? (error.failure === 'quota_exhausted' ? DEFAULT_QUOTA_MS : DEFAULT_BLOCK_MS),
  )

/** Parked tasks come back spread over this much, so that they do not all call in the same moment. */
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

/** What the limiter said no to: the task is parked until there may be room. */
export const toParking = (denial: LimitDenial, called: Called, random: () => number): RetryLaterError => {
  if (denial.reason === 'open') return retryLater('provider.resting', called, denial.waitMs, random)
  const isQuota = denial.reason === 'blocked' && denial.by === 'quota_exhausted'
  return retryLater(isQuota ? 'provider.quota_exhausted' : 'provider.rate_limited', called, denial.waitMs, random)
}

/**
 * What the worker needs to know of a provider's failure: `RetryLaterError` parks the task (or fails it at once with the
 * same sentence if its deadline is nearer), `third_party_failed` is worth another attempt, the rest is final.
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
