import type { ErrorCode } from './errors.ts'
import { type Locale, type SentenceParams, sentence } from './sentence.ts'
import type { SentenceKey } from './sentences/en.ts'

export type ErrorParams = SentenceParams

/**
 * An error people are meant to read: a code for machines and a sentence that says what was wrong, where and what
 * to do, rendered in the reader's language where it leaves the house.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly key: SentenceKey
  readonly params: ErrorParams

  constructor(code: ErrorCode, key: SentenceKey, params: ErrorParams = {}, options?: { cause?: unknown }) {
    super(sentence('en', key, params), options)
    this.name = 'AppError'
    this.code = code
    this.key = key
    this.params = params
  }

  in(locale: Locale): string {
    return sentence(locale, this.key, this.params)
  }
}

/** The work is fine, the moment is not: the task goes back to `ready` and is tried again after `delayMs`. */
export class RetryLaterError extends AppError {
  readonly delayMs: number

  constructor(code: ErrorCode, key: SentenceKey, params: ErrorParams, delayMs: number, options?: { cause?: unknown }) {
    super(code, key, params, options)
    this.name = 'RetryLaterError'
    this.delayMs = delayMs
  }
}
