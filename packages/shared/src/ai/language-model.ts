import type { z } from 'zod'
import { type Locale, sentence } from '../errors/sentence.ts'
import type { Run } from '../worker/task-handler.ts'

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

/**
 * For the result of a task that asked for a model: that another one was used. Null where it was that one, or nobody
 * asked, and offline, where no model is used at all.
 */
export const noteOtherModel = (locale: Locale, asked: string | null | undefined, used: string): string | null =>
  !asked || asked === used || used === 'offline' ? null : sentence(locale, 'provider.other_model', { asked, used })

/** Raised when what is asked of an answer changes without a change of its prompt. */
const ANSWER_VERSION = 1

/** The same model for one run: an answer that was paid is kept as a step, so that another attempt has it already. */
export const memoiseAnswers = (model: LanguageModel, run: Pick<Run, 'step'>): LanguageModel => ({
  ...model,
  generate: (request, _signal) => {
    const { name, system, prompt, temperature } = request
    const input = { model: model.model, system, prompt, temperature }
    return run.step(name, ANSWER_VERSION, input, (signal) => model.generate(request, signal))
  },
})

export type JsonAnswer<T> = { ok: true; value: T } | { ok: false; problems: string }

/** Models put JSON into a Markdown fence although they were told not to. */
const OPENING = /^```(?:json)?(?=\s)/i
const CLOSING = '```'
const MAX_PROBLEMS = 8

/** Without a pattern for the whole: models that lose themselves write blanks by the thousand, which it would try anew at each. */
const withoutFence = (text: string): string => {
  const trimmed = text.trim()
  const inside = trimmed.replace(OPENING, '')
  return inside !== trimmed && inside.endsWith(CLOSING) ? inside.slice(0, -CLOSING.length) : trimmed
}

const parseJson = (text: string): { json: unknown } | { problem: string } => {
  try {
    return { json: JSON.parse(withoutFence(text)) }
  } catch {
    return { problem: text.trim() === '' ? 'it is empty' : 'it is not valid JSON, or not complete' }
  }
}

/** Reads and checks the answer of a model. `problems` has one line each, without the answer's own text. */
export const parseJsonAnswer = <T>(text: string, schema: z.ZodType<T>): JsonAnswer<T> => {
  const read = parseJson(text)
  if ('problem' in read) return { ok: false, problems: read.problem }
  const parsed = schema.safeParse(read.json)
  if (parsed.success) return { ok: true, value: parsed.data }
  const lines = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message }) => `${['$', ...path].map(String).join('.')}: ${message}`)
  return { ok: false, problems: lines.join('\n') }
}

/** Texts are embedded for what they are used as: the text that is searched, or the question. */
export type EmbeddingTask = 'document' | 'query'

export type Embedder = {
  provider: string
  model: string
  dimensions: number
  /** One vector of length 1 per text, in their order. Throws as `LanguageModel.generate` does, with `rag_failed`. */
  embed(
    texts: readonly string[],
    task: EmbeddingTask,
    signal: AbortSignal,
  ): Promise<{ vectors: number[][]; usage: Usage }>
}
