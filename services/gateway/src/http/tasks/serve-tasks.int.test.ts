import { describe, expect, test } from 'vitest'
import { makeEdgeClient } from '../../testing/edge-client.ts'
import { completeWith, failWith, startTask } from '../../testing/end-task.ts'
import { listenLocally, sendRaw } from '../../testing/send-raw.ts'
import { useGateway } from '../../testing/use-gateway.ts'

const { gateway, tenant, client } = await useGateway()
const port = await listenLocally(gateway)

const rowOf = (id: number) =>
  gateway.db.selectFrom('vss.task').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const post = (body: object, headers: Record<string, string> = {}) =>
  client.call('POST', '/api/v1/tasks/', body, headers)
const facts = (input_file_path: string, more: object = {}) => ({
  task_type: 'CHARACTER_IDENTIFIER',
  payload: { input_file_path, ...more },
})

describe('asking for a task', () => {
  test('is 202 with an integer id, after the row is there and the dispatcher was woken', async () => {
    const path = await client.upload('{}')
    const woken = gateway.woken.length
    const answer = await post(facts(path, { service_params: { temperature: 0.5 }, debug: { x: 1 } }))
    expect(answer.statusCode).toBe(202)
    const body = answer.json()
    expect(body).toMatchObject({ status: 'PENDING', task_type: 'CHARACTER_IDENTIFIER' })
    expect(Number.isInteger(body.id)).toBe(true)
    expect(body.message).toBe(`Task ${body.id} was accepted.`)
    expect(gateway.woken.length).toBe(woken + 1)
    const row = await rowOf(body.id)
    expect(row).toMatchObject({
      org_id: tenant.orgId,
      instance_id: tenant.instanceId,
      service: 'rag',
      status: 'ready',
      locale: 'en',
    })
    expect(row.payload).toEqual({ input_file_path: path, debug: { x: 1 }, service_params: { temp: 0.5 } })
    expect(body.created).toBe(row.created_at.toISOString())
  })

  test.each(['/api/v1/tasks', '/api/v1/tasks/', '//api/v1/tasks/', '/api//v1/tasks', '///api/v1//tasks//'])(
    'works at %s',
    async (path) => {
      const body = JSON.stringify(facts(await client.upload('{}')))
      const answer = await sendRaw(
        port,
        'POST',
        path,
        { ...tenant.headers, 'content-type': 'application/json; charset=utf-8' },
        body,
      )
      expect(answer.status).toBe(202)
      const { id } = JSON.parse(answer.body.toString())
      const status = await sendRaw(port, 'GET', `${path.replace(/\/+$/, '')}/${id}`, tenant.headers)
      expect(JSON.parse(status.body.toString())).toMatchObject({
        id,
        status: 'PENDING',
        result: null,
        download_url: null,
      })
    },
  )

  test('remembers the language of the caller for the sentences of the worker', async () => {
    const answer = await post(facts(await client.upload('{}')), { 'accept-language': 'zh-CN,zh;q=0.9' })
    expect(answer.json().message).toContain('已受理')
    expect((await rowOf(answer.json().id)).locale).toBe('zh')
  })

  test('names the key and the path of a file that is not there', async () => {
    const there = await client.upload('{}')
    const answer = await post({
      task_type: 'DEPLOY_RAG_CORPUS',
      payload: { blueprint_path: there, facts_path: 'uploads/x/facts.json' },
    })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 1004])
    expect(answer.json().data).toEqual({ key: 'facts_input_path', path: 'uploads/x/facts.json' })
  })

  test('says of a path of the former server that the file must come again', async () => {
    const answer = await post(facts('tmp/blueprint.json'))
    expect([answer.statusCode, answer.json().code]).toEqual([404, 1004])
    expect(answer.json().message).toContain('former server')
  })

  test('keeps the files it names from the sweeper', async () => {
    const path = await client.upload('{}')
    await gateway.db
      .updateTable('vss.artifact')
      .set({ last_used_at: '2020-01-01' })
      .where('relative_path', '=', path)
      .execute()
    await post(facts(path))
    const { last_used_at } = await gateway.db
      .selectFrom('vss.artifact')
      .select('last_used_at')
      .where('relative_path', '=', path)
      .executeTakeFirstOrThrow()
    expect(last_used_at.getUTCFullYear()).toBeGreaterThan(2020)
  })
})

describe('an Idempotency-Key', () => {
  test('gives the same 202 for the same body, however its keys are ordered', async () => {
    const path = await client.upload('{}')
    const first = await post(
      { task_type: 'CHARACTER_IDENTIFIER', payload: { a: 1, input_file_path: path } },
      { 'idempotency-key': 'k1' },
    )
    const second = await post(
      { payload: { input_file_path: path, a: 1 }, task_type: 'CHARACTER_IDENTIFIER' },
      { 'idempotency-key': 'k1' },
    )
    expect(second.statusCode).toBe(202)
    expect(second.body).toBe(first.body)
  })

  test('knows the same request in the spelling of another client generation', async () => {
    const path = await client.upload('{}')
    const first = await post(facts(path), { 'idempotency-key': 'k5' })
    const payload = { blueprint_path: path, service_params: { lang: null } }
    const second = await post({ task_type: 'CHARACTER_IDENTIFIER', payload }, { 'idempotency-key': 'k5' })
    expect(second.body).toBe(first.body)
  })

  test('refuses another body: 422', async () => {
    const path = await client.upload('{}')
    await post(facts(path), { 'idempotency-key': 'k2' })
    const other = await post(facts(path, { a: 2 }), { 'idempotency-key': 'k2' })
    expect([other.statusCode, other.json().code]).toEqual([422, 1001])
  })

  test('makes one task of twenty requests at once', async () => {
    const body = facts(await client.upload('{}'))
    const before = gateway.woken.length
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(body, { 'idempotency-key': 'k3' })))
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([202]))
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1)
    expect(gateway.woken.length).toBe(before + 1)
  })

  test('belongs to one organisation', async () => {
    const stranger = makeEdgeClient(gateway, await gateway.addTenant('Stranger'))
    const mine = await post(facts(await client.upload('{}')), { 'idempotency-key': 'k4' })
    const theirs = await stranger.call('POST', '/api/v1/tasks/', facts(await stranger.upload('{}')), {
      'idempotency-key': 'k4',
    })
    expect(theirs.statusCode).toBe(202)
    expect(theirs.json().id).not.toBe(mine.json().id)
  })

  test('without one, the same body twice is two tasks', async () => {
    const body = facts(await client.upload('{}'))
    expect((await post(body)).json().id).not.toBe((await post(body)).json().id)
  })

  test.each(['', 'x'.repeat(256)])('of %j is refused: 400', async (key) => {
    const answer = await post(facts(await client.upload('{}')), { 'idempotency-key': key })
    expect([answer.statusCode, answer.json().code]).toEqual([400, 1001])
  })
})

describe('the status of a task', () => {
  const status = async (id: number, headers: Record<string, string> = {}) =>
    (await client.call('GET', `/api/v1/tasks/${id}/`, undefined, headers)).json()

  test('goes from PENDING over RUNNING to COMPLETED, with a result and an absolute address', async () => {
    const id = await client.create()
    expect(await status(id)).toMatchObject({ id, status: 'PENDING', result: null, download_url: null })
    await startTask(gateway.db, id)
    expect(await status(id)).toMatchObject({ status: 'RUNNING', result: null, download_url: null, attempts: 1 })
    const path = await completeWith(gateway.db, gateway.deps.artifacts, { orgId: tenant.orgId, id }, Buffer.from('{}'))
    expect(await status(id, { host: 'edge.example:8080' })).toMatchObject({
      status: 'COMPLETED',
      task_type: 'CHARACTER_IDENTIFIER',
      result: { message: 'Done.', output_file_path: path, total_scene_count: 3 },
      download_url: `http://edge.example:8080/api/v1/files/tasks/${id}/download/`,
      progress: 1,
    })
  })

  test('of a failed task carries the sentence and its number', async () => {
    const id = await client.create()
    await failWith(gateway.db, { orgId: tenant.orgId, id })
    const body = await status(id)
    expect(body).toMatchObject({ status: 'FAILED', cancelled: false, download_url: null, result: { code: 3004 } })
    expect(body.result.error).toContain('is not valid JSON')
  })

  test('answers a download address that a proxy in front asked for', async () => {
    const id = await client.create()
    await completeWith(gateway.db, gateway.deps.artifacts, { orgId: tenant.orgId, id }, Buffer.from('{}'))
    const proxied = await status(id, {
      host: 'gateway:8080',
      'x-forwarded-host': 'studio.example',
      'x-forwarded-proto': 'https',
    })
    expect(proxied.download_url).toBe(`https://studio.example/api/v1/files/tasks/${id}/download/`)
    const nonsense = await status(id, { host: 'evil.example/x?' })
    expect(nonsense.download_url).toMatch(/^http:\/\/[\d.:]+\/api\/v1\/files/)
  })
})

describe('cancelling and retrying', () => {
  test('a cancelled task reads FAILED, its worker is told, and it cannot be cancelled twice', async () => {
    const id = await client.create()
    const answer = await client.call('POST', `/api/v1/tasks/${id}/cancel/`)
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({
      id,
      status: 'FAILED',
      cancelled: true,
      result: { error: 'The task was cancelled.' },
    })
    expect(gateway.cancelled).toContain(id)
    const again = await client.call('POST', `/api/v1/tasks/${id}/cancel`)
    expect([again.statusCode, again.json().code]).toEqual([409, 2003])
  })

  test('a retry is a new task that knows the old one', async () => {
    const id = await client.create()
    const early = await client.call('POST', `/api/v1/tasks/${id}/retry/`)
    expect([early.statusCode, early.json().code]).toEqual([409, 2003])
    await failWith(gateway.db, { orgId: tenant.orgId, id })
    const retried = await client.call('POST', `/api/v1/tasks/${id}/retry/`, undefined, {
      'content-type': 'application/json',
    })
    expect(retried.statusCode).toBe(202)
    const fresh = (await client.call('GET', `/api/v1/tasks/${retried.json().id}`)).json()
    expect(fresh).toMatchObject({ status: 'PENDING', retry_of: id, task_type: 'CHARACTER_IDENTIFIER' })
  })
})

describe('a retry that is repeated', () => {
  const failed = async () => {
    const id = await client.create()
    await failWith(gateway.db, { orgId: tenant.orgId, id })
    return id
  }
  const retry = (id: number, headers: Record<string, string> = {}) =>
    client.call('POST', `/api/v1/tasks/${id}/retry/`, undefined, headers)
  const idOf = (answer: Awaited<ReturnType<typeof retry>>) => answer.json<{ id: number }>().id

  test('makes one task of two clicks at once, and wakes the dispatcher once', async () => {
    const id = await failed()
    const woken = gateway.woken.length
    const answers = await Promise.all([retry(id), retry(id)])
    expect(answers.map((answer) => answer.statusCode)).toEqual([202, 202])
    expect(answers[1]?.body).toBe(answers[0]?.body)
    expect(gateway.woken.length).toBe(woken + 1)
    const last = await retry(id)
    expect(last.body).toBe(answers[0]?.body)
  })

  test('is a new task once the first has ended; its Idempotency-Key finds the first still', async () => {
    const id = await failed()
    const first = await retry(id, { 'idempotency-key': 'again' })
    await failWith(gateway.db, { orgId: tenant.orgId, id: idOf(first) })
    expect((await retry(id, { 'idempotency-key': 'again' })).body).toBe(first.body)
    const next = await retry(id)
    expect([next.statusCode, idOf(next) > idOf(first)]).toEqual([202, true])
  })

  test('refuses a key of another request: 422, and one that is none: 400', async () => {
    await post(facts(await client.upload('{}')), { 'idempotency-key': 'of-a-creation' })
    const other = await retry(await failed(), { 'idempotency-key': 'of-a-creation' })
    expect([other.statusCode, other.json().code]).toEqual([422, 1001])
    const none = await retry(await failed(), { 'idempotency-key': '' })
    expect([none.statusCode, none.json().code]).toEqual([400, 1001])
  })
})

describe('the list of tasks', () => {
  test('comes newest first, in pages, without gap or repeat', async () => {
    const lister = makeEdgeClient(gateway, await gateway.addTenant('Lister'))
    const ids: number[] = []
    for (let index = 0; index < 5; index += 1) ids.unshift(await lister.create())
    type Page = { items: { id: number }[]; next_cursor: number | null }
    const seen: number[] = []
    for (let query: string | null = '?limit=2'; query !== null; ) {
      const answer = await lister.call('GET', `/api/v1/tasks/${query}`)
      const page = answer.json<Page>()
      seen.push(...page.items.map((item) => item.id))
      query = page.next_cursor === null ? null : `?limit=2&cursor=${page.next_cursor}`
    }
    expect(seen).toEqual(ids)
  })

  test('can be narrowed by status, type and time', async () => {
    const owner = await gateway.addTenant('Filter')
    const lister = makeEdgeClient(gateway, owner)
    const open = await lister.create()
    const gone = await lister.create()
    await lister.call('POST', `/api/v1/tasks/${gone}/cancel/`)
    const idsOf = async (query: string) =>
      (await lister.call('GET', `/api/v1/tasks?${query}`)).json().items.map((item: { id: number }) => item.id)
    expect(await idsOf('status=FAILED')).toEqual([gone])
    expect(await idsOf('status=PENDING')).toEqual([open])
    expect(await idsOf('task_type=GENERATE_DUBBING')).toEqual([])
    expect(await idsOf('created_from=2020-01-01&created_to=2020-01-02')).toEqual([])
    expect(await idsOf('created_from=2020-01-01T00:00:00%2B08:00')).toEqual([gone, open])
  })

  test.each(['limit=0', 'limit=101', 'status=DONE', 'task_type=x', 'cursor=abc', 'created_from=yesterday'])(
    'refuses %s: 400 naming the parameter',
    async (query) => {
      const answer = await client.call('GET', `/api/v1/tasks/?${query}`)
      expect([answer.statusCode, answer.json().code]).toEqual([400, 1001])
      expect(answer.json().message).toMatch(new RegExp(`^${query.split('=')[0]}: `))
    },
  )
})
