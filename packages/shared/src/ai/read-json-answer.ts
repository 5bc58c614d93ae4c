import type { z } from 'zod'

export type JsonAnswer<T> = { ok: true; value: T } | { ok: false; problems: string }

/** Models put JSON into a Markdown fence although they were told not to. */
const FENCE = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/i
const MAX_PROBLEMS = 8

const parseJson = (text: string): { json: unknown } | { problem: string } => {
  try {
    return { json: JSON.parse(FENCE.exec(text)?.[1] ?? text) }
  } catch {
    return { problem: text.trim() === '' ? 'it is empty' : 'it is not valid JSON, or not complete' }
  }
}

/** Reads and checks the answer of a model. `problems` has one line each, without the answer's own text. */
export const readJsonAnswer = <T>(text: string, schema: z.ZodType<T>): JsonAnswer<T> => {
  const read = parseJson(text)
  if ('problem' in read) return { ok: false, problems: read.problem }
  const parsed = schema.safeParse(read.json)
  if (parsed.success) return { ok: true, value: parsed.data }
  const lines = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message }) => `${['$', ...path].map(String).join('.')}: ${message}`)
  return { ok: false, problems: lines.join('\n') }
}
