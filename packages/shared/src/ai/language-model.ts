import type { z } from 'zod'
import { type Locale, sentence } from '../errors/sentence.ts'
import type { Run } from '../worker/task-handler.ts'

/** Tokens as the provider counts them. `promptTokens` include the cached ones; `outputTokens` exclude the thinking ones. */
export type Usage = { promptTokens: number; cachedTokens: number; thinkingTokens: number; outputTokens: number }

export type GenerateRequest<T> = {
  /** Names the request in ledger and spans, such as `draft act 2`. Never text of a user. */
  name: string
  system: string
  prompt: string
  /** The schema of the answer. Its structure is sent to the model; all its rules are checked here. */
  schema: z.ZodType<T>
  temperature?: number
  /** Thinking included. */
  maxOutputTokens?: number
}

/** A model that answers with JSON of a given schema. It is bound to a payer, the task and organisation of its calls. */
export type LanguageModel = {
  provider: string
  model: string
  /**
   * `usage` is the sum over all calls that were needed. Throws `AppError` (`llm_failed`, `third_party_failed`), or
   * `RetryLaterError` if the task should be parked.
   */
  generate<T>(request: GenerateRequest<T>, signal: AbortSignal): Promise<{ value: T; usage: Usage }>
}

/**
 * The remark that another model was used than the task asked for. Null if it was the same, if the task asked for none,
 * and offline, where no model is used at all.
 */
export const noteOtherModel = (locale: Locale, asked: string | null | undefined, used: string): string | null =>
  !asked || asked === used || used === 'offline' ? null : sentence(locale, 'provider.other_model', { asked, used })

/** To be raised when the requirements on answers change while the prompts stay the same. */
const ANSWER_VERSION = 1

/** The same model, with each paid answer stored as a step of the run, so that another attempt does not pay again. */
export const memoiseAnswers = (model: LanguageModel, run: Pick<Run, 'step'>): LanguageModel => ({
  ...model,
  generate: (request, _signal) => {
    const { name, system, prompt, temperature } = request
    const input = { model: model.model, system, prompt, temperature }
    return run.step(name, ANSWER_VERSION, input, (signal) => model.generate(request, signal))
  },
})

export type JsonAnswer<T> = { ok: true; value: T } | { ok: false; problems: string }

/** Models put JSON into a Markdown fence although the prompt forbids it. */
const OPENING = /^```(?:json)?(?=\s)/i
const CLOSING = '```'
const MAX_PROBLEMS = 8

/** Removes a Markdown fence. Not with one pattern for the whole text: that would be quadratic in the thousands of blanks that derailed models write. */
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

/** Parses and checks the answer of a model. `problems` has a line for each problem, without text of the answer. */
export const parseJsonAnswer = <T>(text: string, schema: z.ZodType<T>): JsonAnswer<T> => {
  const answer = parseJson(text)
  if ('problem' in answer) return { ok: false, problems: answer.problem }
  const parsed = schema.safeParse(answer.json)
  if (parsed.success) return { ok: true, value: parsed.data }
  const lines = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message }) => `${['$', ...path].map(String).join('.')}: ${message}`)
  return { ok: false, problems: lines.join('\n') }
}

/** The role of a text in a search: `document` is searched, `query` is the question. */
export type EmbeddingTask = 'document' | 'query'

export type Embedder = {
  provider: string
  model: string
  dimensions: number
  /** One vector of length 1 per text, in order. Throws like `LanguageModel.generate`, with `rag_failed`. */
  embed(
    texts: readonly string[],
    task: EmbeddingTask,
    signal: AbortSignal,
  ): Promise<{ vectors: number[][]; usage: Usage }>
}
