import type { OpenAPIV3_1 } from 'openapi-types'

type Document = Partial<OpenAPIV3_1.Document>
type Operation = OpenAPIV3_1.OperationObject

const KEYED_PATHS = ['/api/v1/tasks/', '/api/v1/tasks/{id}/retry/']
const METHODS = ['get', 'post'] as const
/** What @fastify/swagger writes for a response without a description. */
const NO_DESCRIPTION = 'Default Response'

const HEADERS = {
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    description: 'zh or en: the language of sentences in the answer and, for a new task, in its result',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'The same key and the same request give the first answer again and no second task; the same key with another ' +
      'request is refused with 422. Holds for the whole organisation.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
} satisfies Record<string, OpenAPIV3_1.ParameterObject>

const ERROR_DESCRIPTIONS: Record<string, string> = {
  '4XX':
    'Refused: 400 a parameter, 401 the credentials, 404 no such file or task, 409 the task has ended or is not to be exported, 413 too large, ' +
    '422 the Idempotency-Key, 425 not ready yet. `message` says what to do.',
  '5XX': '503 with Retry-After: database or file storage did not answer in time. 500: `message` holds a reference.',
}

const headerRef = (name: keyof typeof HEADERS) => ({ $ref: `#/components/parameters/${name}` })

/** The description of a response's schema. It is written at the schema, once for all routes that answer with it. */
const descriptionOf = (document: Document, response: OpenAPIV3_1.ResponseObject): string | undefined => {
  const schema = response.content?.['application/json']?.schema
  if (!schema || !('$ref' in schema)) return schema?.description
  const name = schema.$ref.split('/').at(-1) ?? ''
  return document.components?.schemas?.[name]?.description
}

const describeResponses = (document: Document, operation: Operation): OpenAPIV3_1.ResponsesObject =>
  Object.fromEntries(
    Object.entries(operation.responses ?? {}).map(([status, response]) => {
      if ('$ref' in response || response.description !== NO_DESCRIPTION) return [status, response]
      const description = ERROR_DESCRIPTIONS[status] ?? descriptionOf(document, response) ?? NO_DESCRIPTION
      return [status, { ...response, description }]
    }),
  )

const headersOf = (path: string, method: string) => [
  ...(path.startsWith('/api/v1/') ? [headerRef('AcceptLanguage')] : []),
  ...(KEYED_PATHS.includes(path) && method === 'post' ? [headerRef('IdempotencyKey')] : []),
]

/**
 * Adds to an OpenAPI document what the routes' schemas cannot express: request headers, which are not validated, and a
 * description of each response. Does not change its input.
 */
export const describeDocument = (document: Document): Document => {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => {
    const described: OpenAPIV3_1.PathItemObject = { ...item }
    for (const method of METHODS) {
      const operation = described[method]
      if (!operation) continue
      const parameters = [...(operation.parameters ?? []), ...headersOf(path, method)]
      described[method] = {
        ...operation,
        parameters,
        responses: describeResponses(document, operation),
      } as typeof operation
    }
    return [path, described]
  })
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: { ...document.components, parameters: { ...document.components?.parameters, ...HEADERS } },
  }
}
