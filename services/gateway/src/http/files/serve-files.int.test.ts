import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { completeWith, failWith, startTask } from '../../testing/end-task.ts'
import { MULTIPART, multipartBody } from '../../testing/multipart-body.ts'
import { MEGABYTE } from '../../testing/open-test-gateway.ts'
import { listenLocally, type RawAnswer, sendRaw } from '../../testing/send-raw.ts'
import { useGateway } from '../../testing/use-gateway.ts'

type Stored = { relative_path: string; full_url: string; file_name: string; size: number; sha256: string }

const { gateway, tenant, client } = await useGateway()
const port = await listenLocally(gateway)

const upload = (body: Buffer, path = '/api/v1/files/upload/', headers: Record<string, string> = {}) =>
  sendRaw(
    port,
    'POST',
    path,
    { ...tenant.headers, 'content-type': MULTIPART, 'content-length': String(body.length), ...headers },
    body,
  )
const storedOf = (answer: RawAnswer) => JSON.parse(answer.body.toString()) as Stored
const errorOf = (answer: RawAnswer) => JSON.parse(answer.body.toString()) as { code: number; message: string }
const download = (path: string) =>
  sendRaw(port, 'GET', `/api/v1/files/download/?path=${encodeURIComponent(path)}`, tenant.headers)

test('a file goes up without a Content-Type of its own and comes back byte for byte', async () => {
  const content = randomBytes(1.5 * MEGABYTE)
  const answer = await upload(multipartBody(content))
  expect(answer.status).toBe(201)
  const stored = storedOf(answer)
  expect(stored).toMatchObject({ size: content.length, sha256: createHash('sha256').update(content).digest('hex') })
  expect(stored.full_url).toBe(
    `http://127.0.0.1:${port}/api/v1/files/download/?path=${encodeURIComponent(stored.relative_path)}`,
  )
  const back = await download(stored.relative_path)
  expect(back.status).toBe(200)
  expect(back.body.equals(content)).toBe(true)
  expect(back.headers['content-length']).toBe(String(content.length))
  expect(back.headers['x-content-type-options']).toBe('nosniff')
})

test.each(['/api/v1/files/upload', '//api/v1/files/upload/', '/api//v1/files//upload', '///api/v1///files/upload///'])(
  'an upload to %s arrives without a redirect',
  async (path) => expect((await upload(multipartBody('{}'), path)).status).toBe(201),
)

test.each([
  [
    'raw UTF-8',
    `form-data; name="file"; filename="${'很长的剧本名字'.repeat(20)}.json"`,
    `${'很长的剧本名字'.repeat(20)}.json`,
  ],
  ['percent-encoded', 'form-data; name="file"; filename="%E5%89%A7%E6%9C%AC.json"', '剧本.json'],
  ['filename*', 'form-data; name="file"; filename*=UTF-8\'\'%E5%89%A7%E6%9C%AC.json', '剧本.json'],
  [
    'an encoded word beside filename*',
    'form-data; name="file"; filename="=?utf-8?B?5Ymn5pysLmpzb24=?="; filename*=utf-8\'\'%E5%89%A7%E6%9C%AC.json',
    '剧本.json',
  ],
  ['unquoted', 'form-data; name=file; filename=story.json', 'story.json'],
  ['a Windows path', 'form-data; name="file"; filename="C:\\films\\story.json"', 'story.json'],
  ['no file name at all', 'form-data; name="file"', 'file'],
])('a name written as %s is kept, under an ASCII path', async (_how, disposition, name) => {
  const answer = await upload(multipartBody('{"a":1}', disposition))
  expect(answer.status).toBe(201)
  const { file_name, relative_path } = storedOf(answer)
  expect(file_name).toBe(name)
  expect(relative_path).toMatch(/^uploads\/[0-9a-f-]{36}\/[A-Za-z0-9._-]{1,80}$/)
  const back = await download(relative_path)
  expect(back.body.toString()).toBe('{"a":1}')
  expect(back.headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`)
})

test('fields before and after the file do no harm', async () => {
  const field = multipartBody('1', 'form-data; name="note"')
    .toString()
    .replace(/--\r\n$/, '\r\n')
  const file = multipartBody('{"a":1}')
    .toString()
    .replace(/--\r\n$/, '\r\n')
  const last = multipartBody('2', 'form-data; name="later"').toString()
  expect((await upload(Buffer.from(field + file + last))).status).toBe(201)
})

describe('what is refused', () => {
  test('a file above the limit: 413 and 1001, read by a client that sends it all', async () => {
    const answer = await upload(multipartBody(Buffer.alloc(3 * MEGABYTE)))
    expect([answer.status, errorOf(answer).code]).toEqual([413, 1001])
    expect(errorOf(answer).message).toContain('2 MB')
  })

  test('a file of exactly the limit is taken', async () => {
    expect((await upload(multipartBody(Buffer.alloc(2 * MEGABYTE)))).status).toBe(201)
  })

  test.each([
    ['an empty file', multipartBody(''), {}],
    ['another part name', multipartBody('{}', 'form-data; name="data"; filename="a.json"'), {}],
    [
      'two files',
      Buffer.from(
        multipartBody('{}')
          .toString()
          .replace(/--\r\n$/, '\r\n') + multipartBody('{}').toString(),
      ),
      {},
    ],
    ['no parts', Buffer.from('------vss-test-boundary--\r\n'), {}],
    ['a body cut short', multipartBody('{"a":1}').subarray(0, 90), {}],
    ['no boundary', multipartBody('{}'), { 'content-type': 'multipart/form-data' }],
    ['JSON', Buffer.from('{}'), { 'content-type': 'application/json' }],
    ['another media type', Buffer.from('{}'), { 'content-type': 'application/octet-stream' }],
  ])('%s: 400 and 1001', async (_what, body, headers) => {
    const answer = await upload(body, '/api/v1/files/upload/', headers)
    expect([answer.status, errorOf(answer).code]).toEqual([400, 1001])
  })

  test.each(['multipart/form-data', 'multipart/form-data; boundary='])(
    '%s: the sentence speaks of the boundary',
    async (type) => {
      const answer = await upload(multipartBody('{}'), '/api/v1/files/upload/', { 'content-type': type })
      expect(errorOf(answer).message).toContain('boundary')
    },
  )

  test('nothing of any upload stays in the spool', async () => {
    await upload(multipartBody(Buffer.alloc(3 * MEGABYTE)))
    expect(await readdir(gateway.spoolDirectory)).toEqual([])
  })

  test('an upload whose client goes away leaves no row and no file', async () => {
    const before = await gateway.db.selectFrom('vss.artifact').select('id').execute()
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        const body = multipartBody(Buffer.alloc(MEGABYTE))
        const head = Object.entries({
          ...tenant.headers,
          host: 'x',
          'content-type': MULTIPART,
          'content-length': String(body.length),
        })
        socket.write(
          `POST /api/v1/files/upload/ HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`,
        )
        socket.write(body.subarray(0, MEGABYTE / 2), () => socket.destroy())
      })
      socket.on('close', () => resolve())
    })
    await expect.poll(() => readdir(gateway.spoolDirectory), { timeout: 10_000 }).toEqual([])
    expect(await gateway.db.selectFrom('vss.artifact').select('id').execute()).toHaveLength(before.length)
  })
})

describe('downloads by path', () => {
  test.each(['../x', '/etc/passwd', 'uploads/../x', '%2e%2e/x', 'a\\b', 'http://x/y', 'a\0b'])(
    '%j is refused: 400 and 1001',
    async (path) => {
      const answer = await download(path)
      expect([answer.status, errorOf(answer).code]).toEqual([400, 1001])
    },
  )

  test('a path is asked for: 400 and 1001', async () => {
    const answer = await sendRaw(port, 'GET', '/api/v1/files/download/', tenant.headers)
    expect([answer.status, errorOf(answer).code]).toEqual([400, 1001])
  })

  test.each(['uploads/none.json', 'tmp/old.json'])('%s, which nobody uploaded: 404 and 1004', async (path) => {
    const answer = await download(path)
    expect([answer.status, errorOf(answer).code]).toEqual([404, 1004])
    expect(errorOf(answer).message).toContain(path)
  })

  test('a file whose object is gone: 404 and 1004, never half an answer', async () => {
    const path = await client.upload('{"a":1}')
    await gateway.objects.remove(`orgs/${tenant.orgId}/${path}`)
    const answer = await download(path)
    expect([answer.status, errorOf(answer).code]).toEqual([404, 1004])
  })

  test('a download counts as a use', async () => {
    const path = await client.upload('{"a":1}')
    await gateway.db
      .updateTable('vss.artifact')
      .set({ last_used_at: '2020-01-01' })
      .where('relative_path', '=', path)
      .execute()
    await download(path)
    const row = await gateway.db
      .selectFrom('vss.artifact')
      .select('last_used_at')
      .where('relative_path', '=', path)
      .executeTakeFirstOrThrow()
    expect(row.last_used_at.getUTCFullYear()).toBeGreaterThan(2020)
  })
})

describe('the result of a task', () => {
  const result = (id: number | string) => client.call('GET', `/api/v1/files/tasks/${id}/download/`)

  test('is 425 while the task waits and runs', async () => {
    const id = await client.create()
    expect([(await result(id)).statusCode, (await result(id)).json().code]).toEqual([425, 1004])
    await startTask(gateway.db, id)
    const running = await result(id)
    expect(running.statusCode).toBe(425)
    expect(running.json().message).toContain('RUNNING')
  })

  test('is the file, byte for byte, once it completed', async () => {
    const id = await client.create()
    const content = Buffer.from('{\n  "台词": "你好"\n}')
    const path = await completeWith(gateway.db, gateway.deps.artifacts, { orgId: tenant.orgId, id }, content)
    const answer = await result(id)
    expect(answer.statusCode).toBe(200)
    expect(answer.rawPayload.equals(content)).toBe(true)
    expect(answer.headers['content-length']).toBe(String(content.length))
    expect((await download(path)).body.equals(content)).toBe(true)
  })

  test('is 404 with the sentence of the failure when it failed', async () => {
    const id = await client.create()
    await failWith(gateway.db, { orgId: tenant.orgId, id })
    const answer = await result(id)
    expect([answer.statusCode, answer.json().code]).toEqual([404, 2004])
    expect(answer.json().message).toContain('is not valid JSON')
  })

  test('is 404 for what is no id', async () => {
    for (const id of ['0', '-1', '1.5', 'abc', '9007199254740993', '1e3', '%20']) {
      const answer = await result(id)
      expect([id, answer.statusCode, answer.json().code]).toEqual([id, 404, 2002])
    }
  })
})
