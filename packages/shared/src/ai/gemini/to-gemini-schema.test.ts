import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { checkSchema } from '../../model-stubs/gemini-stub-check.ts'
import { toGeminiSchema } from './to-gemini-schema.ts'

const everything = z.looseObject({
  title: z.string().min(1).max(80).regex(/\S/).describe('One line.'),
  subtitle: z.string().nullable(),
  note: z.string().nullish(),
  scenes: z.array(z.int().positive()).min(1).max(3),
  mood: z.enum(['calm', 'tense']).optional(),
  kind: z.literal('segment'),
  share: z.number().min(0).max(1).default(0.5),
  inner: z.strictObject({ sure: z.boolean(), pace: z.enum(['slow']).nullable() }),
})

/** The keywords that Gemini documents for schemas, as far as they are used here. */
const DOCUMENTED = [
  'type',
  'format',
  'description',
  'nullable',
  'enum',
  'items',
  'properties',
  'required',
  'propertyOrdering',
  'minItems',
  'maxItems',
]

const wordsOf = (schema: unknown): string[] => {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([word, value]) => [
    word,
    ...(word === 'properties' ? Object.values(value as object).flatMap(wordsOf) : []),
    ...(word === 'items' ? wordsOf(value) : []),
  ])
}

test('a schema has only keywords that Gemini documents, and Gemini accepts it', () => {
  const schema = toGeminiSchema(everything)
  expect(wordsOf(schema).filter((word) => !DOCUMENTED.includes(word))).toEqual([])
  expect(checkSchema(schema)).toBeNull()
})

test('structure, choices, counts and null reach the model; what only zod can check does not', () => {
  expect(toGeminiSchema(everything)).toEqual({
    type: 'object',
    properties: {
      title: { type: 'string', description: 'One line.' },
      subtitle: { type: 'string', nullable: true },
      note: { type: 'string', nullable: true },
      scenes: { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 3 },
      mood: { type: 'string', format: 'enum', enum: ['calm', 'tense'] },
      kind: { type: 'string', format: 'enum', enum: ['segment'] },
      share: { type: 'number' },
      inner: {
        type: 'object',
        properties: {
          sure: { type: 'boolean' },
          pace: { type: 'string', nullable: true, format: 'enum', enum: ['slow'] },
        },
        required: ['sure', 'pace'],
        propertyOrdering: ['sure', 'pace'],
      },
    },
    required: ['title', 'subtitle', 'scenes', 'kind', 'inner'],
    propertyOrdering: ['title', 'subtitle', 'note', 'scenes', 'mood', 'kind', 'share', 'inner'],
  })
})

type Tree = { name: string; children: Tree[] }
const tree: z.ZodType<Tree> = z.object({ name: z.string(), children: z.lazy(() => z.array(tree)) })

describe('a type that Gemini cannot express is an error that names the place', () => {
  test.each<[string, z.ZodType, RegExp]>([
    ['a union', z.object({ a: z.union([z.string(), z.number()]) }), /\$\.a: .*union/],
    ['a record', z.object({ a: z.array(z.record(z.string(), z.string())) }), /\$\.a\[\]: .*record/],
    ['a tuple', z.object({ a: z.tuple([z.string(), z.string()]) }), /\$\.a\[\]: .*union/],
    ['any value', z.object({ a: z.unknown() }), /\$\.a: .*any kind/],
    ['a choice of numbers', z.object({ a: z.literal([1, 2]) }), /\$\.a: .*texts/],
    ['recursion', z.object({ a: tree }), /refers to/],
    ['a date', z.object({ a: z.date() }), /Date/],
  ])('%s', (_name, schema, problem) => {
    expect(() => toGeminiSchema(schema)).toThrow(problem)
  })
})
