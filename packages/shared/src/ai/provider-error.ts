import type { Units } from './units.ts'

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
