/** A refusal as Google writes it. */
export type Refusal = { status: number; code: string; message: string; reason?: string }

const invalid = (message: string): Refusal => ({ status: 400, code: 'INVALID_ARGUMENT', message })
const unknownName = (name: string, where: string): Refusal =>
  invalid(`Invalid JSON payload received. Unknown name "${name}" at '${where}': Cannot find field.`)

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** https://ai.google.dev/api/caching#Schema, as published. */
const SCHEMA_WORDS = new Set(
  `type format title description nullable enum maxItems minItems properties required minProperties maxProperties
   minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum`.split(/\s+/),
)
const FORMATS: Record<string, string[]> = {
  STRING: ['enum', 'date-time'],
  NUMBER: ['float', 'double'],
  INTEGER: ['int32', 'int64'],
  BOOLEAN: [],
  ARRAY: [],
  OBJECT: [],
}

/** https://ai.google.dev/api/generate-content, request and GenerationConfig. */
const REQUEST_WORDS = new Set(
  'contents systemInstruction generationConfig safetySettings tools toolConfig cachedContent'.split(' '),
)
const CONFIG_WORDS = new Set(
  `stopSequences responseMimeType responseSchema responseModalities candidateCount maxOutputTokens temperature topP
   topK seed presencePenalty frequencyPenalty responseLogprobs logprobs thinkingConfig mediaResolution`.split(/\s+/),
)
const THINKING_WORDS = new Set(['includeThoughts', 'thinkingBudget', 'thinkingLevel'])
const CATEGORIES = new Set(
  ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT', 'CIVIC_INTEGRITY'].map(
    (name) => `HARM_CATEGORY_${name}`,
  ),
)
const THRESHOLDS = new Set('BLOCK_LOW_AND_ABOVE BLOCK_MEDIUM_AND_ABOVE BLOCK_ONLY_HIGH BLOCK_NONE OFF'.split(' '))
/** https://ai.google.dev/api/embeddings. */
const EMBED_WORDS = new Set('model content taskType title outputDimensionality'.split(' '))
const TASK_TYPES = new Set(
  `RETRIEVAL_QUERY RETRIEVAL_DOCUMENT SEMANTIC_SIMILARITY CLASSIFICATION CLUSTERING QUESTION_ANSWERING
   FACT_VERIFICATION CODE_RETRIEVAL_QUERY`.split(/\s+/),
)
const MAX_BATCH = 100
const MAX_OUTPUT_TOKENS = 65_536

const first = (checks: Iterable<Refusal | null>): Refusal | null => {
  for (const refusal of checks) if (refusal) return refusal
  return null
}
const checkNames = (fields: Fields, known: Set<string>, where: string): Refusal | null => {
  const unknown = Object.keys(fields).find((name) => !known.has(name))
  return unknown === undefined ? null : unknownName(unknown, where)
}

const checkSchemaOfObject = (schema: Fields, where: string): Refusal | null => {
  if (!isFields(schema.properties) || Object.keys(schema.properties).length === 0)
    return invalid(`${where}.properties: should be non-empty for OBJECT type`)
  const names = Object.keys(schema.properties)
  for (const word of ['required', 'propertyOrdering']) {
    const listed = schema[word]
    if (listed === undefined) continue
    if (!Array.isArray(listed) || listed.some((name) => !names.includes(name)))
      return invalid(`${where}.${word}: property is not defined`)
  }
  return first(
    Object.entries(schema.properties).map(([name, inner]) => checkSchema(inner, `${where}.properties[${name}]`)),
  )
}

/** Gemini's refusal of a `responseSchema`; null: it is accepted. */
export const checkSchema = (schema: unknown, where = 'generation_config.response_schema'): Refusal | null => {
  if (!isFields(schema)) return invalid(`Invalid value at '${where}'`)
  const names = checkNames(schema, SCHEMA_WORDS, where)
  if (names) return names
  const type = String(schema.type).toUpperCase()
  const formats = FORMATS[type]
  if (!formats) return invalid(`Invalid value at '${where}.type', "${String(schema.type)}"`)
  if (schema.format !== undefined && !formats.includes(String(schema.format)))
    return invalid(`${where}.format: only ${formats.map((name) => `'${name}'`).join(', ')} are supported for ${type}`)
  const words = schema.enum
  if (words !== undefined && (type !== 'STRING' || !Array.isArray(words) || words.some((word) => word === '')))
    return invalid(`${where}.enum: only allowed for STRING type, and cannot be empty`)
  if (type === 'OBJECT') return checkSchemaOfObject(schema, where)
  if (type === 'ARRAY') return checkSchema(schema.items, `${where}.items`)
  return null
}

const checkContent = (content: unknown, where: string): Refusal | null => {
  if (!isFields(content) || !Array.isArray(content.parts)) return invalid(`${where}.parts: is not specified`)
  const role = content.role
  if (role !== undefined && !['user', 'model', 'system'].includes(String(role)))
    return invalid('Please use a valid role: user, model.')
  const isText = content.parts.every((part) => isFields(part) && typeof part.text === 'string' && part.text !== '')
  return content.parts.length > 0 && isText ? null : invalid(`${where}.parts: contents must not be empty`)
}

const checkConfig = (config: unknown): Refusal | null => {
  if (config === undefined) return null
  const where = 'generation_config'
  if (!isFields(config)) return invalid(`Invalid value at '${where}'`)
  const { temperature, maxOutputTokens, thinkingConfig = {}, responseSchema, responseMimeType } = config
  if (temperature !== undefined && !(Number(temperature) >= 0 && Number(temperature) <= 2))
    return invalid(`${where}.temperature: must be in the range [0.0, 2.0]`)
  if (maxOutputTokens !== undefined && !(Number(maxOutputTokens) >= 1 && Number(maxOutputTokens) <= MAX_OUTPUT_TOKENS))
    return invalid(`${where}.max_output_tokens: must be in the range [1, ${MAX_OUTPUT_TOKENS}]`)
  if (responseSchema !== undefined && responseMimeType !== 'application/json')
    return invalid(`${where}.response_schema only works with response_mime_type application/json`)
  return first([
    checkNames(config, CONFIG_WORDS, where),
    checkNames(thinkingConfig as Fields, THINKING_WORDS, `${where}.thinking_config`),
    responseSchema === undefined ? null : checkSchema(responseSchema),
  ])
}

const checkSafety = (settings: unknown): Refusal | null => {
  const list = Array.isArray(settings) ? (settings as Fields[]) : []
  const wrong = list.find(({ category, threshold }) => {
    return !CATEGORIES.has(String(category)) || !THRESHOLDS.has(String(threshold))
  })
  return wrong ? invalid(`Invalid value at 'safety_settings': ${JSON.stringify(wrong)}`) : null
}

export const checkGenerate = (body: unknown): Refusal | null => {
  if (!isFields(body)) return invalid('Invalid JSON payload received.')
  const names = checkNames(body, REQUEST_WORDS, '')
  if (names) return names
  const contents = Array.isArray(body.contents) ? body.contents : []
  if (contents.length === 0) return invalid('contents is not specified')
  return first([
    ...contents.map((content, index) => checkContent(content, `contents[${index}]`)),
    body.systemInstruction === undefined ? null : checkContent(body.systemInstruction, 'system_instruction'),
    checkConfig(body.generationConfig),
    checkSafety(body.safetySettings),
  ])
}

export const checkEmbed = (body: unknown, model: string): Refusal | null => {
  const requests: unknown[] = isFields(body) && Array.isArray(body.requests) ? body.requests : []
  if (requests.length === 0) return invalid('BatchEmbedContentsRequest.requests: is not specified')
  if (requests.length > MAX_BATCH) return invalid(`at most ${MAX_BATCH} requests can be in one batch`)
  return first(
    requests.map((request, index) => {
      const where = `requests[${index}]`
      if (!isFields(request)) return invalid(`Invalid value at '${where}'`)
      if (request.model !== `models/${model}`) return invalid(`${where}.model: must match the model of the batch`)
      if (request.taskType !== undefined && !TASK_TYPES.has(String(request.taskType)))
        return invalid(`Invalid value at '${where}.task_type', "${String(request.taskType)}"`)
      return checkNames(request, EMBED_WORDS, where) ?? checkContent(request.content, `${where}.content`)
    }),
  )
}

/** Google's refusals of a missing and of a wrong key. */
export const checkKey = (given: string | undefined, right: string): Refusal | null => {
  if (!given)
    return {
      status: 403,
      code: 'PERMISSION_DENIED',
      message: "Method doesn't allow unregistered callers. Please use API Key or other form of API consumer identity.",
    }
  const wrong = { ...invalid('API key not valid. Please pass a valid API key.'), reason: 'API_KEY_INVALID' }
  return given === right ? null : wrong
}
