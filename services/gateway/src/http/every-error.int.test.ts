import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { createEdgeInstance } from '../admin/commands/create-edge-instance.ts'
import { rotateKey } from '../admin/commands/rotate-key.ts'
import { setInstanceEnabled } from '../admin/commands/switch-instance.ts'
import { MULTIPART, multipartBody } from '../testing/multipart-body.ts'
import { MEGABYTE } from '../testing/open-test-gateway.ts'
import { listenLocally, sendRaw } from '../testing/send-raw.ts'
import { useGateway } from '../testing/use-gateway.ts'

const { gateway, tenant, client } = await useGateway()
const port = await listenLocally(gateway)

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

  test('twenty megabytes of it: the same answer, read by a client that sends it all first', async () => {
    const headers = { ...tenant.headers, 'content-type': 'application/json' }
    const answer = await sendRaw(port, 'POST', '/api/v1/tasks/', headers, `{"a":"${'x'.repeat(20 * MEGABYTE)}"}`)
    expect(errorOf({ statusCode: answer.status, body: answer.body.toString() })).toEqual([413, 1001])
  })

  test('JSON that is none is told where it breaks', async () => {
    expect((await post('{"task_type": "X",}')).json().message).toContain('position 18')
    expect((await post('{"payload":{"__proto__":{}}}')).json().message).toContain('__proto__')
  })

  test('a bottomless value beside the payload is none of our business', async () => {
    const input_file_path = await client.upload('{}')
    const request = JSON.stringify({ task_type: 'CHARACTER_IDENTIFIER', payload: { input_file_path } })
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    expect((await post(`${request.slice(0, -1)},"more":${deep}}`)).statusCode).toBe(202)
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
        ['GET', `/api/v1/tasks/${id}/exports/srt/`],
      ] as const) {
        expect(errorOf(await client.call(method, url))).toEqual([404, 2002])
      }
    },
  )

  test('what is no HTTP at all is answered in the same shape', async () => {
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

test.each([
  ['tasks/?limit=abc', 'limit：必须是数字'],
  ['tasks/?limit=101', 'limit：不能大于 100，实际是 101'],
  ['tasks/?status=DONE', 'status：必须是以下之一：PENDING, RUNNING, COMPLETED, FAILED'],
  ['files/download/', 'path：缺少该项'],
])('a wrong query is explained in the language of the caller: %s', async (url, words) => {
  const answer = await get(`/api/v1/${url}`, { ...tenant.headers, 'accept-language': 'zh-CN' })
  expect(errorOf(answer)).toEqual([400, 1001])
  expect(answer.json<{ message: string }>().message).toMatch(new RegExp(`^${words}`))
  expect(answer.json<{ data: { detail: unknown } }>().data.detail).toEqual(expect.any(String))
})
