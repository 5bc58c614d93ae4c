import { parseWav } from '@vss/shared/audio/wav.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SpeechRequest } from '../../speech/speech-request.ts'
import { googleError, googleQuotaError, makeGoogleTestKey, openGoogleTtsStub } from '../../testing/google-tts-stub.ts'
import type { Fault } from '../../testing/stub-server.ts'
import { speakSamples } from '../../testing/stub-speech.ts'
import { unpaidCalls } from '../../testing/unpaid-calls.ts'
import { makeChunkedVoice } from '../chunked-voice.ts'
import { makeGoogleSpeaker } from './google-speaker.ts'

const KEY = makeGoogleTestKey()
const TEXT = '雨停的时候，修表铺的门被推开了。'
const LONG = '雨停的时候，修表铺的门被推开了，老人没有抬头，只说今天不接活。'.repeat(20)
let stub: Awaited<ReturnType<typeof openGoogleTtsStub>>

beforeAll(async () => {
  stub = await openGoogleTtsStub()
})
afterEach(() => {
  stub.script.faults.length = 0
  stub.billed.length = 0
  stub.seen.length = 0
})
afterAll(() => stub.close())

const request = (extra: Partial<SpeechRequest> = {}): SpeechRequest => ({
  name: 'take 0',
  provider: 'google_tts',
  model: 'gemini-2.5-pro-tts',
  voice: 'Despina',
  language: 'zh',
  rate: 1.1,
  text: TEXT,
  instruct: '压低声音。',
  signal: new AbortController().signal,
  ...extra,
})

const open = (extra: object = {}) =>
  makeGoogleSpeaker({ credentials: KEY, projectId: null, endpoint: stub.url, timeoutMs: 20_000, ...extra })
const synthesize = (extra: Partial<SpeechRequest> = {}, options: object = {}) =>
  makeChunkedVoice(open(options), unpaidCalls).synthesize(request(extra))
const bodyOf = (index = 0) => JSON.parse(stub.seen[index]?.body.toString('utf8') ?? 'null')

describe('a Gemini voice', () => {
  test('gets text, direction, speaker, model and speed, and answers every sample', async () => {
    const { wav } = await synthesize()
    expect(bodyOf()).toEqual({
      input: { text: TEXT, prompt: '压低声音。' },
      voice: { languageCode: 'cmn-CN', name: 'Despina', modelName: 'gemini-2.5-pro-tts' },
      audioConfig: { audioEncoding: 1, speakingRate: 1.1, sampleRateHertz: 24_000 },
    })
    expect(parseWav(wav)).toMatchObject({ sampleRate: 24_000, channels: 1, bitsPerSample: 16, truncated: false })
    expect(parseWav(wav).data).toEqual(speakSamples(TEXT, 1.1))
  })

  test('speaks a long text in requests under a minute, joined to the sample', async () => {
    const { wav } = await synthesize({ text: LONG })
    expect(stub.billed.length).toBeGreaterThan(1)
    expect(stub.billed.map(({ text }) => text).join('')).toBe(LONG)
    const parts = stub.billed.map(({ text }) => speakSamples(text, 1.1))
    expect(parseWav(wav).data.equals(Buffer.concat(parts))).toBe(true)
    expect(stub.billed.every(({ audioSec, instruct }) => audioSec < 60 && instruct === '压低声音。')).toBe(true)
  })

  test('leaves room for the direction in the bytes of a request', async () => {
    // 1,560 ideographs are 4,680 bytes: with the text's first sentence that is just below the limit.
    await synthesize({ text: LONG, instruct: '慢'.repeat(1560) })
    expect(stub.billed.map(({ text }) => text).join('')).toBe(LONG)
  })

  test('refuses a direction that leaves no room, before anything is sent', async () => {
    const failure = synthesize({ instruct: '慢'.repeat(1667) })
    await expect(failure).rejects.toMatchObject({ code: 'payload_invalid', params: { bytes: 5001 } })
    expect(stub.seen).toEqual([])
  })

  test('is counted in tokens, of which a second of audio is 25', async () => {
    const speaker = open()
    const { units, value } = await speaker.speak(request())
    expect(units.outputTokens).toBe(Math.ceil(value.durationSec * 25))
    expect(units.promptTokens).toBeGreaterThan(0)
    expect(speaker.estimate(request()).outputTokens).toBeGreaterThanOrEqual(units.outputTokens ?? 0)
  })
})

describe('another voice', () => {
  test.each([
    ['Chirp3-HD', 'Kore', 'en', 'en-US', 'en-US-Chirp3-HD-Kore'],
    ['Standard', 'A', 'zh', 'cmn-CN', 'cmn-CN-Standard-A'],
    ['Neural2', 'en-GB-Neural2-A', 'en', 'en-GB', 'en-GB-Neural2-A'],
  ])('%s %s in %s is %s %s and gets no direction', async (model, voice, language, languageCode, name) => {
    const text = language === 'zh' ? TEXT : 'The ferry left without her.'
    await synthesize({ model, voice, language, text })
    expect(bodyOf()).toMatchObject({ input: { text }, voice: { languageCode, name } })
    expect(bodyOf().input).not.toHaveProperty('prompt')
    expect(bodyOf().voice).not.toHaveProperty('modelName')
  })

  test('is counted in characters', async () => {
    expect((await open().speak(request({ model: 'Standard', voice: 'A' }))).units).toEqual({ characters: TEXT.length })
  })
})

test('signs with the key itself, and names another project only where one is set', async () => {
  await synthesize({}, { projectId: 'billed-project' })
  await synthesize({}, { projectId: KEY.project_id })
  expect(stub.seen.map(({ headers }) => headers['x-goog-user-project'])).toEqual(['billed-project', undefined])
  const claims = String(stub.seen[0]?.headers.authorization).split('.')[1] ?? ''
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'))).toMatchObject({ iss: KEY.client_email })
})

const INVALID = googleError(400, 'INVALID_ARGUMENT', 'This voice does not exist.')
const DENIED = googleError(403, 'PERMISSION_DENIED', 'The API is disabled.')
const UNAUTHENTICATED = googleError(401, 'UNAUTHENTICATED', 'The key was deleted.')

describe('a call that goes wrong', () => {
  test.each<[string, Fault, object]>([
    ['a quota of a minute', googleQuotaError('Minute', '12.5s'), { failure: 'rate_limited', retryAfterMs: 12_500 }],
    ['a quota without RetryInfo', googleQuotaError('Minute', null), { failure: 'rate_limited', retryAfterMs: null }],
    ['a quota of a day', googleQuotaError('Day', '3600s'), { failure: 'quota_exhausted', retryAfterMs: 3_600_000 }],
    ['a 429 of a proxy', { status: 429, body: 'slow down' }, { failure: 'rate_limited', retryAfterMs: null }],
    ['INTERNAL', googleError(500, 'INTERNAL', 'x'), { failure: 'unavailable' }],
    ['UNAVAILABLE', googleError(503, 'UNAVAILABLE', 'x'), { failure: 'unavailable' }],
    ['a 502 of a proxy', { status: 502, body: '<html>' }, { failure: 'unavailable' }],
    ['DEADLINE_EXCEEDED', googleError(504, 'DEADLINE_EXCEEDED', 'x'), { failure: 'unknown' }],
    ['INVALID_ARGUMENT', INVALID, { failure: 'refused', detail: 'INVALID_ARGUMENT: This voice does not exist.' }],
    ['PERMISSION_DENIED', DENIED, { failure: 'unauthorised' }],
    ['UNAUTHENTICATED', UNAUTHENTICATED, { failure: 'unauthorised' }],
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
    await expect(synthesize()).rejects.toMatchObject({ name: 'ProviderError', ...expected })
    expect(stub.seen.length).toBe(1)
  })

  test('an answer that cannot be used is paid all the same', async () => {
    stub.script.faults.push('silence')
    await expect(synthesize({ model: 'Standard', voice: 'A' })).rejects.toMatchObject({
      failure: 'unusable',
      units: { characters: TEXT.length },
    })
  })

  test('a fault in a later part is not joined away', async () => {
    stub.script.faults.push(null, 'silence')
    await expect(synthesize({ text: LONG })).rejects.toMatchObject({ failure: 'unusable' })
    expect(stub.billed.length).toBe(2)
  })

  test('no answer in time is possibly paid', async () => {
    stub.script.faults.push('hang')
    await expect(synthesize({}, { timeoutMs: 300 })).rejects.toMatchObject({ failure: 'unknown' })
  })

  test('no connection is not', async () => {
    const endpoint = 'http://127.0.0.1:1'
    await expect(synthesize({}, { endpoint })).rejects.toMatchObject({ failure: 'unavailable' })
  })

  test('a key that cannot sign is refused', async () => {
    const credentials = { ...KEY, private_key: 'no key at all' }
    await expect(synthesize({}, { credentials })).rejects.toMatchObject({ failure: 'unauthorised' })
    expect(stub.seen).toEqual([])
  })

  test('an unknown model, speaker or language is refused', async () => {
    await expect(synthesize({ model: 'gemini-0-tts' })).rejects.toMatchObject({ failure: 'refused' })
    await expect(synthesize({ voice: 'Nobody' })).rejects.toMatchObject({ failure: 'refused' })
    await expect(synthesize({ language: 'xx' })).rejects.toMatchObject({ failure: 'refused' })
  })

  test('an abort gives its reason and ends the request at the service', async () => {
    stub.script.faults.push('hang')
    const stop = new AbortController()
    const before = stub.dropped()
    // Longer than the test may take: only the abort can end it.
    const spoken = synthesize({ signal: stop.signal }, { timeoutMs: 600_000 })
    await expect.poll(() => stub.seen.length).toBe(1)
    stop.abort(new Error('cancelled'))
    await expect(spoken).rejects.toBe(stop.signal.reason)
    await expect.poll(() => stub.dropped()).toBe(before + 1)
    await expect(synthesize({ signal: stop.signal })).rejects.toBe(stop.signal.reason)
    expect(stub.seen.length).toBe(1)
  })
})
