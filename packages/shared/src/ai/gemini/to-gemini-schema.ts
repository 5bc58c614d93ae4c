import { z } from 'zod'

/** The part of OpenAPI's schema that Gemini documents for `responseSchema` and that is used here. */
export type GeminiSchema = {
  type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean'
  description?: string
  nullable?: true
  format?: 'enum'
  enum?: string[]
  items?: GeminiSchema
  minItems?: number
  maxItems?: number
  properties?: Record<string, GeminiSchema>
  required?: string[]
  propertyOrdering?: string[]
}

type JsonSchema = {
  type?: unknown
  description?: string
  enum?: unknown[]
  const?: unknown
  nullable?: boolean
  anyOf?: unknown
  oneOf?: unknown
  allOf?: unknown
  items?: JsonSchema
  minItems?: number
  maxItems?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  $ref?: string
}

const SCALARS = new Set(['string', 'number', 'integer', 'boolean'])

/**
 * Lengths, patterns, ranges and formats are left out, since Gemini does not support them. The answer is checked against
 * the zod schema anyway.
 */
const convert = (schema: JsonSchema, path: string): GeminiSchema => {
  const unsupported = (what: string) => new Error(`${path}: Gemini cannot be asked for ${what}`)
  const described = {
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(schema.nullable ? { nullable: true as const } : {}),
  }
  if (schema.$ref !== undefined) throw unsupported('a schema that refers to another or to itself')
  if (schema.anyOf ?? schema.oneOf ?? schema.allOf) throw unsupported('a union or an intersection')
  const options = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  if (options) {
    const words = options.filter((option) => typeof option === 'string')
    if (words.length !== options.length) throw unsupported('a choice of anything but texts')
    return { type: 'string', ...described, format: 'enum', enum: words }
  }
  if (schema.type === 'array') return { ...convertArray(schema, path, unsupported), ...described }
  if (schema.type === 'object') return { ...convertObject(schema, path, unsupported), ...described }
  if (typeof schema.type !== 'string' || !SCALARS.has(schema.type)) throw unsupported('a value of any kind')
  return { type: schema.type as 'string' | 'number' | 'integer' | 'boolean', ...described }
}

type Refuse = (what: string) => Error

const convertArray = (schema: JsonSchema, path: string, unsupported: Refuse): GeminiSchema => {
  if (!schema.items) throw unsupported('a list of anything')
  return {
    type: 'array',
    items: convert(schema.items, `${path}[]`),
    ...(schema.minItems === undefined ? {} : { minItems: schema.minItems }),
    ...(schema.maxItems === undefined ? {} : { maxItems: schema.maxItems }),
  }
}

const convertObject = (schema: JsonSchema, path: string, unsupported: Refuse): GeminiSchema => {
  const properties = Object.entries(schema.properties ?? {})
  // An object without properties would allow the model to leave everything out.
  if (properties.length === 0) throw unsupported('a record')
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map(([name, value]) => [name, convert(value, `${path}.${name}`)])),
    required: schema.required ?? [],
    // The model writes the properties in this order. Its default is alphabetical, which may put conclusions before reasons.
    propertyOrdering: properties.map(([name]) => name),
  }
}

/**
 * The zod schema as a `responseSchema` of Gemini. Throws for types that Gemini cannot express (unions, records, tuples,
 * recursion, transforms), naming the place. That happens when a pipeline is written, not in production.
 */
export const toGeminiSchema = (schema: z.ZodType): GeminiSchema =>
  convert(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', reused: 'inline' }) as JsonSchema, '$')
