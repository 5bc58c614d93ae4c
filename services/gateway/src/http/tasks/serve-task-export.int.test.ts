import { describe, expect, test } from 'vitest'
import { EXPORT_FORMATS } from '../../exports/export-film.ts'
import { completeWith, failWith } from '../../testing/end-task.ts'
import { inventEditingScript } from '../../testing/invent-editing-script.ts'
import { useGateway } from '../../testing/use-gateway.ts'

const SCRIPT = inventEditingScript({ num: 25, den: 1 }, [
  { narration: 'A boat leaves.', seconds: 0.99, clips: [{ chapter: '1', from: 50, frames: 25 }] },
  { narration: '船开了。', seconds: 1.01, clips: [{ chapter: '2', from: 0, frames: 25 }] },
])

const { gateway, tenant, client } = await useGateway()
const { orgId } = tenant

const complete = async (content: unknown): Promise<number> => {
  const id = await client.createEditing()
  await completeWith(gateway.db, gateway.deps.artifacts, { orgId, id }, Buffer.from(JSON.stringify(content)))
  return id
}

const edited = await complete(SCRIPT)

const ask = (id: number, rest: string) => client.call('GET', `/api/v1/tasks/${id}/exports/${rest}`)

test.each([...EXPORT_FORMATS])('%s comes as a file of its type', async (extension, { contentType }) => {
  for (const slash of ['', '/']) {
    const answer = await ask(edited, `${extension}${slash}`)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe(contentType)
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="film_${edited}.${extension}"`)
    expect(answer.body).not.toBe('')
  }
})

test.each([
  ['srt', 'application/x-subrip; charset=utf-8', '1\n00:00:00,000 --> 00:00:00,990\nA boat leaves.\n'],
  ['vtt', 'text/vtt; charset=utf-8', 'WEBVTT\n\n1\n'],
  ['otio', 'application/json; charset=utf-8', '{\n  "OTIO_SCHEMA": "Timeline.1"'],
  ['edl', 'text/plain; charset=utf-8', 'TITLE: film_'],
])('%s is %s and begins as its format does', async (extension, type, beginning) => {
  const answer = await ask(edited, extension)
  expect(answer.headers['content-type']).toBe(type)
  expect(answer.body.slice(0, beginning.length)).toBe(beginning)
})

test('fps, start_timecode and media reach the file, in either spelling of media', async () => {
  const both = encodeURIComponent(JSON.stringify({ 1: '/a/第一集.mp4', 2: '/a/two.mp4' }))
  const pairs = `media=${encodeURIComponent('1=/a/第一集.mp4')}&media=${encodeURIComponent('2=/a/two.mp4')}`
  const rest = 'fps=29.97&start_timecode=01:00:00;00'
  const first = await ask(edited, `edl/?${rest}&media=${both}`)
  expect(first.statusCode).toBe(200)
  expect((await ask(edited, `edl/?${rest}&${pairs}`)).body).toBe(first.body)
  expect(first.body).toContain('FCM: DROP FRAME')
  expect(first.body).toContain('* FROM CLIP NAME: 第一集.mp4')
})

describe('errors, in the usual shape', () => {
  const refused = async (id: number, rest: string) => {
    const answer = await ask(id, rest)
    const body = answer.json<{ code: number; message: string; data: unknown }>()
    expect(Object.keys(body)).toEqual(['code', 'message', 'data'])
    return [answer.statusCode, body.code, body.message]
  }

  test.each([
    ['avi', [...EXPORT_FORMATS.keys()].join(', ')],
    ['srt/?fps=fast', 'fps'],
    ['srt/?fps=25&fps=30', 'fps'],
    ['edl/?start_timecode=noon', 'start_timecode'],
    ['otio/?media=a.mp4', 'chapter=path'],
    ['otio/?media=3%3Da.mp4', '1, 2'],
    ['edl/?fps=12.5', 'timecode'],
  ])('%s: 400 and 1001', async (rest, word) => {
    expect(await refused(edited, rest)).toEqual([400, 1001, expect.stringContaining(word)])
  })

  test('a task that is open, failed or of another type: 409 and 2003', async () => {
    const open = await client.createEditing()
    expect(await refused(open, 'srt')).toEqual([409, 2003, expect.stringContaining('PENDING')])
    await failWith(gateway.db, { orgId, id: open })
    expect(await refused(open, 'srt')).toEqual([409, 2003, expect.stringContaining('FAILED')])
    expect(await refused(await client.create(), 'srt')).toEqual([409, 2003, expect.stringContaining('CHARACTER')])
  })

  test('a task nobody has: 404 and 2002', async () => {
    expect((await refused(7_000_000, 'srt')).slice(0, 2)).toEqual([404, 2002])
  })

  test('a script whose frames were changed is named, not exported wrongly', async () => {
    const changed = structuredClone(SCRIPT)
    Object.assign(changed.editing_script[1]?.metadata ?? {}, { frames: 24 })
    expect(await refused(await complete(changed), 'edl')).toEqual([400, 3004, expect.stringContaining('[1]')])
  })
})
