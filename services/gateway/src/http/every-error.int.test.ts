import { makeArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { openObjectStore } from '@vss/shared/artifacts/object-store.ts'
import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { LOCAL_S3_KEY } from '@vss/shared/local/start-object-store.ts'
import { makeLogger } from '@vss/shared/telemetry/logger.ts'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createEdgeInstance } from '../admin/create-edge-instance.ts'
import { rotateKey } from '../admin/rotate-key.ts'
import { setInstanceEnabled } from '../admin/set-instance-enabled.ts'
import { buildApp } from '../app.ts'
import { makeEdgeClient } from '../testing/edge-client.ts'
import { MULTIPART, multipartBody } from '../testing/multipart-body.ts'
import { openTcpProxy } from '../testing/open-tcp-proxy.ts'
import { openTestGateway, type TestGateway, type TestTenant } from '../testing/open-test-gateway.ts'
import { listenLocally, sendRaw } from '../testing/send-raw.ts'
import type { GatewayDeps } from './gateway-deps.ts'

let gateway: TestGateway
let tenant: TestTenant
let client: ReturnType<typeof makeEdgeClient>

beforeAll(async () => {
  gateway = await openTestGateway()
  tenant = await gateway.addTenant('Studio')
  client = makeEdgeClient(gateway, tenant)
})
afterAll(() => gateway.close())

const errorOf = (answer: { statusCode: number; body: string }) => {
  const body = JSON.parse(answer.body) as { code: number; message: string; data: unknown }
  expect(Object.keys(body)).toEqual(['code', 'message', 'data'])
  return [answer.statusCode, body.code]
}
const get = (url: string, headers: Record<string, string>) => gateway.app.inject({ method: 'GET', url, headers })

describe('401 and 1002, with the same bytes each time', () => {
  const none = '00000000-0000-4000-8000-000000000000'
  const bodies = new Set<string>()
  const refuse = async (headers: Record<string, string>, url = '/api/v1/tasks/') => {
    const answer = await get(url, headers)
    expect(errorOf(answer)).toEqual([401, 1002])
    bodies.add(answer.body)
    expect(bodies.size).toBe(1)
  }
  const ours = () => tenant.headers

  test('no credentials', () => refuse({}))
  test('no key', () => refuse({ 'x-instance-id': tenant.instanceId }))
  test('no instance', () => refuse({ 'x-api-key': ours()['x-api-key'] }))
  test('a malformed instance', () => refuse({ ...ours(), 'x-instance-id': "' or 1=1 --" }))
  test('a malformed key', () => refuse({ ...ours(), 'x-api-key': 'secret' }))
  test('an unknown instance', () => refuse({ ...ours(), 'x-instance-id': none }))
  test('a wrong key', () => refuse({ ...ours(), 'x-api-key': none }))
  test('a route that does not exist', () => refuse({}, '/api/v1/nothing/here'))
  test('before the body is looked at', async () => {
    const answer = await gateway.app.inject({
      method: 'POST',
      url: '/api/v1/tasks/',
      headers: { 'content-type': 'application/json' },
      payload: '{broken',
    })
    expect(errorOf(answer)).toEqual([401, 1002])
  })

  test("another instance's key", async () => {
    const other = await gateway.addTenant('Other')
    await refuse({ ...ours(), 'x-api-key': other.headers['x-api-key'] })
  })

  test('a disabled instance, until it is enabled again', async () => {
    await setInstanceEnabled(gateway.db, tenant.instanceId, false)
    await refuse(ours())
    await setInstanceEnabled(gateway.db, tenant.instanceId, true)
    expect((await get('/api/v1/tasks/', ours())).statusCode).toBe(200)
  })

  test('a rotated key, once its grace is over', async () => {
    const { orgId } = tenant
    const { instanceId, apiKey } = await createEdgeInstance(gateway.db, { orgId, name: 'rotating' })
    const old = { 'x-instance-id': instanceId, 'x-api-key': apiKey }
    const first = await rotateKey(gateway.db, instanceId, 1)
    expect((await get('/api/v1/tasks/', old)).statusCode).toBe(200)
    expect((await get('/api/v1/tasks/', { ...old, 'x-api-key': first.apiKey })).statusCode).toBe(200)
    const second = await rotateKey(gateway.db, instanceId, 0)
    await refuse(old)
    await refuse({ ...old, 'x-api-key': first.apiKey })
    expect((await get('/api/v1/tasks/', { ...old, 'x-api-key': second.apiKey })).statusCode).toBe(200)
  })

  test('but never for the business status of an organisation, nor for capital letters', async () => {
    await gateway.db.updateTable('vss.organization').set({ business_status: 'SUSPENDED' }).execute()
    const shouted = { 'x-instance-id': tenant.instanceId.toUpperCase(), 'x-api-key': ours()['x-api-key'].toUpperCase() }
    expect((await get('/api/v1/tasks/', shouted)).statusCode).toBe(200)
  })
})

test('a call is noted as seen, and not again within half a minute', async () => {
  const seenAt = async () => {
    const query = gateway.db.selectFrom('vss.edge_instance').select('last_seen_at').where('id', '=', tenant.instanceId)
    return (await query.executeTakeFirstOrThrow()).last_seen_at?.getTime() ?? 0
  }
  await gateway.db
    .updateTable('vss.edge_instance')
    .set({ last_seen_at: sql<Date>`now() - interval '31 seconds'` })
    .execute()
  const before = await seenAt()
  await get('/api/v1/tasks/', tenant.headers)
  const first = await seenAt()
  expect(first).toBeGreaterThan(before)
  await get('/api/v1/tasks/', tenant.headers)
  expect(await seenAt()).toBe(first)
})

describe('requests that are wrong', () => {
  const post = (payload: string, type = 'application/json') =>
    gateway.app.inject({
      method: 'POST',
      url: '/api/v1/tasks/',
      headers: { ...tenant.headers, 'content-type': type },
      payload,
    })

  test.each([
    ['JSON that is none', '{"task_type":', 'application/json'],
    ['no body', '', 'application/json'],
    ['a prototype', '{"task_type":"X","payload":{"__proto__":{"a":1}}}', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['a form', 'a=b', 'application/x-www-form-urlencoded'],
    ['an upload', multipartBody('{}').toString(), MULTIPART],
    ['an unknown task type', '{"task_type":"visual_analysis","payload":{}}', 'application/json'],
  ])('%s: 400 and 1001', async (_what, payload, type) =>
    expect(errorOf(await post(payload, type))).toEqual([400, 1001]),
  )

  test('more than a megabyte of JSON: 413 and 1001', async () => {
    expect(errorOf(await post(JSON.stringify({ a: 'x'.repeat(1024 * 1024) })))).toEqual([413, 1001])
  })

  test.each(['/api/v1/nothing', '/nothing', '/api/v2/tasks/'])('no route at %s: 404 and 1004', async (url) => {
    expect(errorOf(await get(url, tenant.headers))).toEqual([404, 1004])
  })

  test('an address that cannot be decoded: 400 and 1001', async () => {
    expect(errorOf(await get('/api/v1/tasks/%zz/', tenant.headers))).toEqual([400, 1001])
  })

  test.each(['0', '-1', '1.5', 'abc', '1e3', '9007199254740992', '99999999999999999999', '%00', 'x'.repeat(400)])(
    'the task id %s is unknown: 404 and 2002',
    async (id) => {
      for (const [method, url] of [
        ['GET', `/api/v1/tasks/${id}/`],
        ['POST', `/api/v1/tasks/${id}/cancel/`],
        ['POST', `/api/v1/tasks/${id}/retry/`],
        ['GET', `/api/v1/files/tasks/${id}/download/`],
      ] as const) {
        expect(errorOf(await client.call(method, url))).toEqual([404, 2002])
      }
    },
  )

  test('what is no HTTP at all is answered in the same shape', async () => {
    const port = await listenLocally(gateway)
    const answer = await sendRaw(port, 'GET', '/healthz', { 'x-large': 'x'.repeat(20_000) })
    expect(answer.status).toBe(431)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 1001 })
  })

  test('sentences come in the language asked for, Chinese or English', async () => {
    const messageIn = async (language: string) =>
      (await get('/api/v1/tasks/7000000/', { ...tenant.headers, 'accept-language': language })).json().message
    expect(await messageIn('zh-CN')).toBe('任务 7000000 不存在。')
    expect(await messageIn('fr')).toBe('There is no task 7000000.')
  })
})

describe('when the server itself fails', () => {
  const opened: { close(): unknown }[] = []
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close()
  })
  const appWith = (overrides: Partial<GatewayDeps>) => {
    const app = buildApp({ ...gateway.deps, timings: { createWaitMs: 400, storageWaitMs: 400 }, ...overrides })
    opened.push(app)
    return app
  }
  const ledgerAt = (port: number, host = '127.0.0.1') => {
    const url = new URL(gateway.databaseUrl)
    url.hostname = host
    url.port = String(port)
    const ledger = openLedger(url.toString(), { maxConnections: 4, log: makeLogger('test', 'silent') })
    opened.push(ledger)
    return ledger.db
  }
  const storeAt = (endpoint: string) => {
    const { bucket } = gateway
    const account = { accessKey: LOCAL_S3_KEY, secretKey: LOCAL_S3_KEY, region: 'us-east-1' }
    const objects = openObjectStore({ endpoint, ...account, bucket, timeoutMs: 5_000 })
    opened.push(objects)
    return makeArtifactStore(gateway.db, objects)
  }
  const databaseAddress = () => ({
    host: new URL(gateway.databaseUrl).hostname,
    port: Number(new URL(gateway.databaseUrl).port),
  })
  const createWith = async (app: ReturnType<typeof buildApp>) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/tasks/',
      headers: tenant.headers,
      payload: { task_type: 'CHARACTER_IDENTIFIER', payload: { input_file_path: await client.upload('{}') } },
    })
  const tasks = async () => (await gateway.db.selectFrom('vss.task').select('id').execute()).length

  test('no Postgres: a create is 503 and 2001 with Retry-After, any other call 503 and 1000', async () => {
    const app = appWith({ db: ledgerAt(1) })
    const created = await createWith(app)
    expect(errorOf(created)).toEqual([503, 2001])
    expect(created.headers['retry-after']).toBe('10')
    const listed = await app.inject({ method: 'GET', url: '/api/v1/tasks/', headers: tenant.headers })
    expect(errorOf(listed)).toEqual([503, 1000])
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    const ready = await app.inject('/readyz')
    expect([ready.statusCode, ready.json().checks]).toEqual([503, { postgres: false, storage: true, nats: null }])
  })

  test('a Postgres that comes back in time: the create waits and is 202', async () => {
    const proxy = await openTcpProxy(databaseAddress(), { refuse: 3 })
    opened.push(proxy)
    const app = appWith({ db: ledgerAt(proxy.port), timings: { createWaitMs: 20_000, storageWaitMs: 400 } })
    expect((await createWith(app)).statusCode).toBe(202)
    expect(proxy.refused()).toBe(3)
  })

  test('an answer to the commit that got lost: the task exists once, and the client is told its id', async () => {
    const proxy = await openTcpProxy(databaseAddress(), { loseAnswerTo: 'commit' })
    opened.push(proxy)
    const app = appWith({ db: ledgerAt(proxy.port), timings: { createWaitMs: 20_000, storageWaitMs: 400 } })
    const before = await tasks()
    const answer = await createWith(app)
    expect(answer.statusCode).toBe(202)
    expect(proxy.cutAfterAnswer()).toBe(1)
    expect(await tasks()).toBe(before + 1)
    expect((await client.call('GET', `/api/v1/tasks/${answer.json().id}/`)).statusCode).toBe(200)
  })

  test('no object store: uploads and downloads are 503 and 4003 with Retry-After', async () => {
    const app = appWith({ artifacts: storeAt('http://127.0.0.1:1') })
    const path = await client.upload('{}')
    const uploaded = await app.inject({
      method: 'POST',
      url: '/api/v1/files/upload/',
      headers: { ...tenant.headers, 'content-type': MULTIPART },
      payload: multipartBody('{}'),
    })
    expect(errorOf(uploaded)).toEqual([503, 4003])
    expect(uploaded.headers['retry-after']).toBe('30')
    const url = `/api/v1/files/download/?path=${encodeURIComponent(path)}`
    expect(errorOf(await app.inject({ method: 'GET', url, headers: tenant.headers }))).toEqual([503, 4003])
    expect((await app.inject('/readyz')).json().checks).toMatchObject({ postgres: true, storage: false })
  })

  test('an object store that comes back in time: the upload waits and is 201', async () => {
    const store = new URL(inject('s3Endpoint'))
    const proxy = await openTcpProxy({ host: store.hostname, port: Number(store.port) }, { refuse: 2 })
    opened.push(proxy)
    const artifacts = storeAt(`http://127.0.0.1:${proxy.port}`)
    const app = appWith({ artifacts, timings: { createWaitMs: 5_000, storageWaitMs: 20_000 } })
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/files/upload/',
      headers: { ...tenant.headers, 'content-type': MULTIPART },
      payload: multipartBody('{}'),
    })
    expect(answer.statusCode).toBe(201)
    expect(proxy.refused()).toBe(2)
  })

  test('what nobody expected: 500 and 1000 with a reference, the rest in the log alone', async () => {
    const secret = 'postgres://vss:hunter2@db/vss'
    const log = makeLogger('test', 'silent')
    const logged = vi.spyOn(log, 'error')
    const artifacts = { ...gateway.deps.artifacts, find: () => Promise.reject(new Error(`no column at ${secret}`)) }
    const answer = await createWith(appWith({ artifacts, log }))
    expect(errorOf(answer)).toEqual([500, 1000])
    const { reference } = answer.json<{ data: { reference: string } }>().data
    expect(answer.json().message).toContain(reference)
    expect(answer.body).not.toMatch(/hunter2|no column|\.ts/)
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ reference }), expect.anything())
  })
})

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
