import { parseWav } from '@vss/shared/audio/wav.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SpeechRequest } from '../../speech/speech-request.ts'
import { openCosyVoiceStub } from '../../testing/cosyvoice-stub.ts'
import type { Fault } from '../../testing/stub-server.ts'
import { speakSamples, toServiceWav } from '../../testing/stub-speech.ts'
import { unpaidCalls } from '../../testing/unpaid-calls.ts'
import { makeChunkedVoice } from '../chunked-voice.ts'
import { type CosyVoiceOptions, makeCosyVoiceSpeaker } from './cosyvoice-speaker.ts'

const TOKEN = 'secret-token'
const REFERENCE = { id: 'clip-a', fileName: '参考.wav', audio: toServiceWav(speakSamples('参考', 1)), text: '参考' }
const TEXT = '雨停的时候，修表铺的门被推开了。'
const LONG = '雨停的时候，修表铺的门被推开了，老人没有抬头；他说今天不接活，明天也不接。'.repeat(5)
let stub: Awaited<ReturnType<typeof openCosyVoiceStub>>

beforeEach(async () => {
  stub = await openCosyVoiceStub(TOKEN)
})
afterEach(() => stub.close())

const request = (extra: Partial<SpeechRequest> = {}): SpeechRequest => ({
  name: 'take 0',
  provider: 'aliyun_paieas',
  model: 'CosyVoice2-0.5B',
  mode: 'natural_language_replication',
  voice: REFERENCE.id,
  language: 'zh',
  rate: 1.2,
  text: TEXT,
  instruct: '压低声音。',
  signal: new AbortController().signal,
  ...extra,
})

const open = (extra: Partial<CosyVoiceOptions> = {}) =>
  makeChunkedVoice(
    makeCosyVoiceSpeaker({ url: stub.url, token: TOKEN, references: [REFERENCE], timeoutMs: 20_000, ...extra }),
    unpaidCalls,
  )
const speechRequests = () => stub.seen.filter(({ path }) => path.endsWith('/speech'))

test('gets reference, text, direction, mode and speed, and answers every sample', async () => {
  const { wav } = await open({ url: `${stub.url}/` }).synthesize(request())
  const [referenceId] = stub.references.keys()
  expect(stub.references.get(referenceId ?? '')).toEqual({ bytes: REFERENCE.audio.length, text: '参考' })
  expect(JSON.parse(speechRequests()[0]?.body.toString('utf8') ?? '')).toEqual({
    model: 'CosyVoice2-0.5B',
    input: {
      mode: 'natural_language_replication',
      reference_audio_id: referenceId,
      text: TEXT,
      instruct: '压低声音。',
      speed: 1.2,
    },
    stream: false,
  })
  expect(parseWav(wav).data).toEqual(speakSamples(TEXT, 1.2))
})

test('speaks a long text in parts of up to 90 characters, joined to the sample', async () => {
  const { wav } = await open().synthesize(request({ text: LONG }))
  expect(stub.billed.length).toBe(3)
  expect(stub.billed.map(({ text }) => text).join('')).toBe(LONG)
  expect(stub.billed.reduce((sum, { characters }) => sum + characters, 0)).toBe(LONG.length)
  const parts = stub.billed.map(({ text }) => speakSamples(text, 1.2))
  expect(parseWav(wav).data.equals(Buffer.concat(parts))).toBe(true)
})

test('a clip is uploaded once, even when many requests need it concurrently', async () => {
  const voice = open()
  await Promise.all(['一。', '二。', '三。', '四。'].map((text) => voice.synthesize(request({ text }))))
  await voice.synthesize(request())
  expect(stub.uploads()).toBe(1)
})

test('clips of different content have ids of their own', async () => {
  const other = { ...REFERENCE, id: 'clip-b', text: '另一个声音' }
  const voice = open({ references: [REFERENCE, other] })
  await voice.synthesize(request())
  await voice.synthesize(request({ voice: 'clip-b' }))
  expect([...stub.references.values()].map(({ text }) => text)).toEqual(['参考', '另一个声音'])
})

describe('a reference the server has forgotten', () => {
  test('is uploaded once more, even when many requests notice it', async () => {
    const voice = open()
    await voice.synthesize(request())
    stub.references.clear()
    await Promise.all(['一。', '二。', '三。'].map((text) => voice.synthesize(request({ text }))))
    expect(stub.uploads()).toBe(2)
    expect(stub.billed.length).toBe(4)
  })

  test('is not uploaded a third time', async () => {
    const gone: Fault = { status: 404, body: { detail: 'reference audio not found' } }
    stub.script.faults.push(gone, gone, gone)
    await expect(open().synthesize(request())).rejects.toMatchObject({ failure: 'refused' })
    expect([stub.uploads(), speechRequests().length]).toEqual([2, 2])
  })
})

test('an upload that fails is tried again by the next request, and nothing was spoken', async () => {
  stub.failUploads(1)
  const voice = open()
  await expect(voice.synthesize(request())).rejects.toMatchObject({ failure: 'unavailable' })
  expect(stub.billed).toEqual([])
  await voice.synthesize(request())
  expect(stub.uploads()).toBe(2)
})

describe('a call that goes wrong', () => {
  const withStatus = (status: number, headers = {}): Fault => ({ status, body: { detail: 'no' }, headers })

  test.each<[string, Fault, object]>([
    ['429 with Retry-After', withStatus(429, { 'retry-after': '7' }), { failure: 'rate_limited', retryAfterMs: 7000 }],
    ['429 without', withStatus(429), { failure: 'rate_limited', retryAfterMs: null }],
    ['a full queue', withStatus(450), { failure: 'rate_limited' }],
    ['500', withStatus(500), { failure: 'unavailable' }],
    ['503', withStatus(503), { failure: 'unavailable' }],
    ['a gateway that stopped waiting', withStatus(504), { failure: 'unknown' }],
    ['401', withStatus(401), { failure: 'unauthorised', detail: 'HTTP 401: {"detail":"no"}' }],
    ['413', withStatus(413), { failure: 'refused' }],
    ['a reset before the work', 'reset', { failure: 'unknown' }],
    ['a reset after the work', 'reset_after_work', { failure: 'unknown' }],
    ['half an answer', 'cut_answer', { failure: 'unknown' }],
    ['an answer that is no JSON', 'not_json', { failure: 'unusable' }],
    ['200 without audio', 'no_audio', { failure: 'unusable' }],
    ['a header alone', 'header_only', { failure: 'unusable', detail: 'the audio is empty' }],
    ['silence', 'silence', { failure: 'unusable', detail: 'the audio is silent' }],
    ['truncated audio', 'truncated', { failure: 'unusable', detail: 'the audio is cut off' }],
    ['a hundredth of a second', 'too_short', { failure: 'unusable' }],
  ])('%s becomes the matching failure, after one request', async (_name, fault, expected) => {
    stub.script.faults.push(fault)
    await expect(open().synthesize(request())).rejects.toMatchObject(expected)
    expect(speechRequests().length).toBe(1)
  })

  test('a wrong token is refused at the upload', async () => {
    await expect(open({ token: 'other' }).synthesize(request())).rejects.toMatchObject({ failure: 'unauthorised' })
    expect(speechRequests()).toEqual([])
  })

  test('an unknown model or mode is refused', async () => {
    await expect(open().synthesize(request({ model: 'x' }))).rejects.toMatchObject({ failure: 'refused' })
    await expect(open().synthesize(request({ mode: 'x' }))).rejects.toMatchObject({ failure: 'refused' })
  })

  test('no answer in time is possibly paid, no connection is not', async () => {
    stub.script.faults.push('hang')
    await expect(open({ timeoutMs: 300 }).synthesize(request())).rejects.toMatchObject({ failure: 'unknown' })
    const nowhere = open({ url: 'http://127.0.0.1:1' })
    await expect(nowhere.synthesize(request())).rejects.toMatchObject({ failure: 'unavailable' })
  })

  test('of many calls, those that fail are those the service failed', async () => {
    stub.script.failureRate = 0.3
    const voice = open()
    const ends = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => voice.synthesize(request({ text: `第${n}句话说完了。` }))),
    )
    const failed = ends.filter(({ status }) => status === 'rejected')
    expect(failed.length).toBeGreaterThan(3)
    expect(stub.billed.length).toBe(40 - failed.length)
  })

  test('an abort gives its reason and ends the request at the service', async () => {
    stub.script.faults.push('hang')
    const stop = new AbortController()
    // Longer than the test may take: only the abort can end it.
    const spoken = open({ timeoutMs: 600_000 }).synthesize(request({ signal: stop.signal }))
    await expect.poll(() => speechRequests().length).toBe(1)
    stop.abort(new Error('cancelled'))
    await expect(spoken).rejects.toBe(stop.signal.reason)
    await expect.poll(() => stub.dropped()).toBe(1)
    await expect(open().synthesize(request({ signal: stop.signal }))).rejects.toBe(stop.signal.reason)
  })
})

test('a refusal that repeats the request, as FastAPI writes it, is reported without the text that was sent', async () => {
  const [text, instruct] = ['他说：“钥匙在第三个抽屉里。”', '像在念遗嘱。']
  const detail = [{ loc: ['body', 'input', 'text'], msg: 'is not speakable', input: text, ctx: { instruct, TOKEN } }]
  stub.script.faults.push({ status: 422, body: { detail } })
  const failure: unknown = await open()
    .synthesize(request({ text, instruct }))
    .catch((error: unknown) => error)
  expect(failure).toMatchObject({ failure: 'refused', detail: expect.stringContaining('is not speakable') })
  for (const word of ['钥匙', '遗嘱', TOKEN]) expect(String(failure)).not.toContain(word)
})
