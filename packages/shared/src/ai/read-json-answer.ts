import type { z } from 'zod'

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
