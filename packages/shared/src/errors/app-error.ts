import type { ErrorCode } from './errors.ts'
import { type Locale, type SentenceParams, sentence } from './sentence.ts'
import type { SentenceKey } from './sentences/en.ts'

export type ErrorParams = SentenceParams

/**
 * An error for people: a code for machines, and a sentence that says what was wrong, where, and what to do. It is
 * rendered in the reader's language at the border of the system.
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

/** The work can succeed, but not at the moment: the task becomes `ready` again and is retried after `delayMs`. */
export class RetryLaterError extends AppError {
  readonly delayMs: number

  constructor(code: ErrorCode, key: SentenceKey, params: ErrorParams, delayMs: number, options?: { cause?: unknown }) {
    super(code, key, params, options)
    this.name = 'RetryLaterError'
    this.delayMs = delayMs
  }
}
