import type { z } from 'zod'

/** Tokens as the provider counts them: `promptTokens` include the cached ones, `outputTokens` not the thinking ones. */
export type Usage = { promptTokens: number; cachedTokens: number; thinkingTokens: number; outputTokens: number }

export type GenerateRequest<T> = {
  /** What is asked, for ledger and spans, such as `draft act 2`: never text of a user. */
  name: string
  system: string
  prompt: string
  /** What the answer must be. Its structure goes to the model, its rules are checked here. */
  schema: z.ZodType<T>
  temperature?: number
  /** Thinking included. */
  maxOutputTokens?: number
}

/** A model that answers in JSON of a given schema, for one payer: its calls count for that task and organisation. */
export type LanguageModel = {
  provider: string
  model: string
  /**
   * `usage` is the sum of every call that was needed. Throws `AppError` (`llm_failed`, `third_party_failed`), or
   * `RetryLaterError` where the task should be parked.
   */
  generate<T>(request: GenerateRequest<T>, signal: AbortSignal): Promise<{ value: T; usage: Usage }>
}
