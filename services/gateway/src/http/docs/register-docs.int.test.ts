import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../testing/open-test-gateway.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await openTestGateway()
})
afterAll(() => gateway.close())

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
      '/api/v1/tasks/{id}/retry/',
      '/healthz',
      '/readyz',
    ])
    const body = JSON.stringify(document.paths['/api/v1/tasks/']?.post?.requestBody)
    for (const word of ['GENERATE_EDITING_SCRIPT', 'control_params', 'overflow_tolerance']) expect(body).toContain(word)
    expect(document.components.schemas).toHaveProperty('Task')
  })

  test('is a page that loads its own scripts', async () => {
    const page = await gateway.app.inject('/api/docs')
    expect(page.statusCode).toBe(200)
    const script = /src="([^"]*swagger-ui-bundle\.js)"/.exec(page.body)?.[1] ?? ''
    expect((await gateway.app.inject(script)).statusCode).toBe(200)
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  })
})
