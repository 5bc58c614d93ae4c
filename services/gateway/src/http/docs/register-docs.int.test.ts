import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { useGateway } from '../../testing/use-gateway.ts'

type Schema = { description?: string; properties?: Record<string, Schema>; anyOf?: Schema[] }
type Operation = {
  parameters?: { $ref?: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}
type Described = {
  paths: Record<string, Record<string, Operation>>
  components: { parameters: Record<string, { name: string }> }
}

/** The parameters of the tasks, with the words that describe them. */
const parametersOf = (document: Described): [name: string, description: string | undefined][] => {
  const body = document.paths['/api/v1/tasks/']?.post?.requestBody?.content['application/json']?.schema
  return (body?.anyOf ?? []).flatMap((alternative) => {
    const params = alternative.properties?.payload?.properties?.service_params?.properties ?? {}
    const control = params.control_params?.properties ?? {}
    return [...Object.entries(params), ...Object.entries(control)]
      .filter(([name]) => name !== 'control_params')
      .map(([name, { description }]): [string, string | undefined] => [name, description])
  })
}

const { gateway } = await useGateway()

describe('the description of the API', () => {
  test('is OpenAPI 3.1, made of the contracts, and needs no credentials', async () => {
    const answer = await gateway.app.inject('/api/docs/json')
    const document = answer.json<{
      openapi: string
      paths: Record<string, Record<string, { requestBody?: unknown }>>
      components: { schemas: object }
    }>()
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/v1/files/download/',
      '/api/v1/files/tasks/{id}/download/',
      '/api/v1/files/upload/',
      '/api/v1/tasks/',
      '/api/v1/tasks/{id}/',
      '/api/v1/tasks/{id}/cancel/',
      '/api/v1/tasks/{id}/exports/{format}/',
      '/api/v1/tasks/{id}/retry/',
      '/healthz',
      '/readyz',
    ])
    const body = JSON.stringify(document.paths['/api/v1/tasks/']?.post?.requestBody)
    for (const word of ['GENERATE_EDITING_SCRIPT', 'control_params', 'overflow_tolerance']) expect(body).toContain(word)
    expect(document.components.schemas).toHaveProperty('Task')
  })

  test('is valid OpenAPI, and each answer and parameter has words of its own', async () => {
    const answer = await gateway.app.inject('/api/docs/json')
    expect(await new Validator().validate(answer.json<Record<string, unknown>>())).toEqual({ valid: true })
    expect(answer.body).not.toContain('Default Response')
    const parameters = parametersOf(answer.json<Described>())
    expect(parameters.length).toBeGreaterThan(30)
    expect(parameters.filter(([, description]) => !description)).toEqual([])
  })

  test('says how a file goes up and which headers are read', async () => {
    const { paths, components } = (await gateway.app.inject('/api/docs/json')).json<Described>()
    expect(paths['/api/v1/files/upload/']?.post?.requestBody?.content).toMatchObject({
      'multipart/form-data': {
        schema: { properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
      },
    })
    const creation = paths['/api/v1/tasks/']?.post
    const headersOf = (operation: typeof creation) => operation?.parameters?.flatMap(({ $ref }) => $ref ?? [])
    for (const keyed of [creation, paths['/api/v1/tasks/{id}/retry/']?.post])
      expect(headersOf(keyed)).toEqual([
        '#/components/parameters/AcceptLanguage',
        '#/components/parameters/IdempotencyKey',
      ])
    expect(components.parameters.IdempotencyKey?.name).toBe('Idempotency-Key')
    expect(paths['/healthz']?.get?.parameters).toEqual([])
    expect(JSON.stringify(creation?.requestBody)).toContain('service_params.overflow_tolerance = tolerance_ratio')
  })

  test('is a page that loads its own scripts', async () => {
    const page = await gateway.app.inject('/api/docs')
    expect(page.statusCode).toBe(200)
    const script = /src="([^"]*swagger-ui-bundle\.js)"/.exec(page.body)?.[1] ?? ''
    expect((await gateway.app.inject(script)).statusCode).toBe(200)
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  })
})
