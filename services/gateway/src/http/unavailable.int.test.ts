import { makeArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { openObjectStore } from '@vss/shared/artifacts/object-store.ts'
import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { LOCAL_S3_KEY } from '@vss/shared/local/start-object-store.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { afterEach, describe, expect, inject, test, vi } from 'vitest'
import { buildApp } from '../app.ts'
import type { GatewayDeps } from '../deps.ts'
import { MULTIPART, multipartBody } from '../testing/multipart-body.ts'
import { openTcpProxy } from '../testing/open-tcp-proxy.ts'
import { useGateway } from '../testing/use-gateway.ts'

const { gateway, tenant, client } = await useGateway()

const errorOf = (answer: { statusCode: number; body: string }) => [answer.statusCode, JSON.parse(answer.body).code]

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
    const artifacts = { ...gateway.deps.artifacts, touch: () => Promise.reject(new Error(`no column at ${secret}`)) }
    const answer = await createWith(appWith({ artifacts, log }))
    expect(errorOf(answer)).toEqual([500, 1000])
    const { reference } = answer.json<{ data: { reference: string } }>().data
    expect(answer.json().message).toContain(reference)
    expect(answer.body).not.toMatch(/hunter2|no column|\.ts/)
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ reference }), expect.anything())
  })
})
