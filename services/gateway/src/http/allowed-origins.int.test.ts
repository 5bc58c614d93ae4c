import { expect, onTestFinished, test } from 'vitest'
import { openTestGateway } from '../testing/open-test-gateway.ts'

const CONSOLE = 'https://console.example.com'

const ask = async (allowedOrigins: string[], origin: string) => {
  const gateway = await openTestGateway({ allowedOrigins })
  onTestFinished(() => gateway.close())
  const url = '/api/v1/tasks/1/status'
  const { headers } = await gateway.addTenant('A')
  const preflight = await gateway.app.inject({
    method: 'OPTIONS',
    url,
    headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-api-key' },
  })
  const answer = await gateway.app.inject({ url, headers: { ...headers, origin } })
  return { gateway, preflight, answer }
}

test('a page of an allowed origin may call with its keys, and still needs them', async () => {
  const { gateway, preflight, answer } = await ask([CONSOLE], CONSOLE)
  expect(preflight.statusCode).toBe(204)
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': CONSOLE,
    'access-control-allow-headers': 'x-api-key',
  })
  expect(preflight.headers['access-control-allow-credentials']).toBeUndefined()
  expect(answer.headers['access-control-allow-origin']).toBe(CONSOLE)
  const anonymous = await gateway.app.inject({ url: '/api/v1/tasks/1/status', headers: { origin: CONSOLE } })
  expect(anonymous.statusCode).toBe(401)
})

test('a page of another origin is not let in, and clients that are no pages are served as ever', async () => {
  const { preflight, answer } = await ask([CONSOLE], 'https://elsewhere.example.com')
  expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  expect(answer.statusCode).toBe(404)
})

test('without a setting no page is let in', async () => {
  const { preflight, answer } = await ask([], CONSOLE)
  expect(preflight.statusCode).not.toBe(204)
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
})
