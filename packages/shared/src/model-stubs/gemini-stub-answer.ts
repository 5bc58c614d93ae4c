import { createHash } from 'node:crypto'
import type { GeminiSchema } from '../ai/gemini/to-gemini-schema.ts'

/** A request as a handler sees it. */
export type StubPrompt = { model: string; system: string; turns: { role: string; text: string }[] }
/** Returns the value whose JSON is the answer. */
export type StubHandler = (schema: GeminiSchema, prompt: StubPrompt) => unknown

const numberOf = (seed: string): number => createHash('sha256').update(seed).digest().readUInt32BE(0)
const DEFAULT_ITEMS = 2

const invent = (schema: GeminiSchema, seed: string): unknown => {
  if (schema.enum) return schema.enum[numberOf(seed) % schema.enum.length]
  if (schema.type === 'boolean') return numberOf(seed) % 2 === 0
  if (schema.type === 'integer') return numberOf(seed) % 100
  if (schema.type === 'number') return (numberOf(seed) % 1000) / 10
  if (schema.type === 'string') return `text ${numberOf(seed)}`
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, invent(inner, `${seed}.${name}`)]),
    )
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  const length = Math.min(maxItems, Math.max(minItems, DEFAULT_ITEMS))
  return items ? Array.from({ length }, (_item, index) => invent(items, `${seed}[${index}]`)) : []
}

/** A value that fits the schema; the same prompt always gets the same value. */
export const answerFromSchema: StubHandler = (schema, prompt) => invent(schema, JSON.stringify(prompt))

/** Texts that share words get vectors of similar direction. Like Gemini's shortened vectors, they do not have length 1. */
export const embedText = (text: string, dimensions: number): number[] => {
  const vector = new Array<number>(dimensions).fill(0.001)
  for (const word of text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? []) {
    const at = numberOf(word) % dimensions
    vector[at] = (vector[at] ?? 0) + 1
  }
  return vector
}
