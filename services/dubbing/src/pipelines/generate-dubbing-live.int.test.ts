import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dubbingScript } from '@vss/shared/contracts/files/dubbing-script.ts'
import { makeLogger } from '@vss/shared/telemetry/logger.ts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { parseWav } from '../audio/parse-wav.ts'
import type { DubbingDeps } from '../deps.ts'
import { makeCosyVoiceSpeaker } from '../providers/cosyvoice-voice.ts'
import { makeGoogleSpeaker } from '../providers/google-voice.ts'
import { makePartedVoice } from '../providers/parted-voice.ts'
import { loadTemplates } from '../templates/load-templates.ts'
import { openCosyVoiceStub } from '../testing/cosyvoice-stub.ts'
import { makeGoogleTestKey } from '../testing/google-test-key.ts'
import { openGoogleTtsStub } from '../testing/google-tts-stub.ts'
import { makeTestRun, openDubbingBench } from '../testing/open-dubbing-bench.ts'
import { speakSamples, toServiceWav } from '../testing/stub-speech.ts'
import { makeDubbingPipeline } from './generate-dubbing.ts'

const TEMPLATES = await loadTemplates(new URL('../../../../conf/dubbing_templates.yaml', import.meta.url).pathname)
const GEMINI = 'chinese_gemini_emotional'
const COSYVOICE = 'chinese_paieas_replication'
const REFERENCE = { id: 'clip', fileName: 'a.wav', audio: toServiceWav(speakSamples('参考', 1)), text: '参考' }
const TEXTS = [
  `${'雨停的时候，修表铺的门被推开了，老人没有抬头，只说今天不接活。'.repeat(7)}[3]`,
  '他把表放在柜台上。',
  '好。',
]

let bench: Awaited<ReturnType<typeof openDubbingBench>>
let google: Awaited<ReturnType<typeof openGoogleTtsStub>>
let cosyVoice: Awaited<ReturnType<typeof openCosyVoiceStub>>
let directory: string

beforeAll(async () => {
  bench = await openDubbingBench()
  google = await openGoogleTtsStub()
  cosyVoice = await openCosyVoiceStub('token')
  directory = await mkdtemp(join(tmpdir(), 'dubbing-live-'))
})
afterEach(() => {
  google.billed.length = 0
  cosyVoice.billed.length = 0
})
afterAll(async () => {
  await google.close()
  await cosyVoice.close()
  await bench.close()
  await rm(directory, { recursive: true })
})

const stubOf = (template: string) => (template === GEMINI ? google : cosyVoice)

const makeDeps = (): DubbingDeps => ({
  db: bench.db,
  artifacts: bench.artifacts,
  templates: TEMPLATES,
  references: new Map([[COSYVOICE, REFERENCE]]),
  voices: {
    live: {
      google_tts: makePartedVoice(
        makeGoogleSpeaker({ credentials: makeGoogleTestKey(), projectId: null, endpoint: google.url }),
      ),
      aliyun_paieas: makePartedVoice(
        makeCosyVoiceSpeaker({ url: cosyVoice.url, token: 'token', references: [REFERENCE] }),
      ),
    },
    offline: null,
  },
  ffmpegPath: 'ffmpeg',
  concurrency: 2,
  log: makeLogger('test', 'silent'),
})

const dub = async (texts: string[], template_name: string, params: object = {}, extra: object = {}) => {
  const narration_script = texts.map((narration) => ({ narration, narration_source: null, source_scene_ids: [1] }))
  const script = { lang: 'zh', style: 'suspense', perspective: 'first_person', narration_script, ...extra }
  const task = await bench.claimDubbing(directory, script, { template_name, ...params })
  const outcome = await makeDubbingPipeline(makeDeps())(task, makeTestRun())
  return { outcome, result: dubbingScript.parse(await bench.readScript(outcome.outputPath)) }
}

test.each([
  [GEMINI, 'google_tts', 'gemini-2.5-pro-tts', 1.1, 2],
  [COSYVOICE, 'aliyun_paieas', 'CosyVoice2-0.5B', 1, 4],
])('%s speaks a whole script with %s', async (template, provider, model, rate, partCount) => {
  const { outcome, result } = await dub(TEXTS, template)
  expect(result).toMatchObject({ template_name: template, provider, model_used: model, lang: 'zh' })
  expect(outcome.message).not.toContain('offline')
  const { billed } = stubOf(template)
  // The long item takes some requests, each other one.
  expect(billed.length).toBe(partCount + 2)
  const spoken = billed.map(({ text }) => text).join('')
  expect(spoken.length).toBe(TEXTS.join('').length - '[3]'.length)
  expect(new Set(billed.map(({ instruct }) => instruct)).size).toBe(1)
  expect(billed[0]?.instruct).toContain('压低声音')
  for (const [index, item] of result.dubbing_script.entries()) {
    const wav = parseWav(await bench.artifacts.read(bench.orgId, item.audio_file_path))
    expect(wav).toMatchObject({ sampleRate: 24_000, channels: 1, bitsPerSample: 16, truncated: false })
    expect(item.duration_seconds).toBe(wav.frameCount / 24_000)
    const text = item.narration_for_audio ?? item.narration
    const own = billed.filter((request) => text.includes(request.text))
    const samples = own.reduce((sum, request) => sum + speakSamples(request.text, rate).length / 2, 0)
    // Mastering adds the limiter's tail and fills up the last millisecond; it takes nothing away.
    expect([index, wav.frameCount - samples >= 0, wav.frameCount - samples < 240]).toEqual([index, true, true])
  }
})

test.each([GEMINI, COSYVOICE])('with %s, one changed sentence is one request', async (template) => {
  const texts = ['钟停在三点。', '谁也没有动它。', '灯还亮着。']
  await dub(texts, template)
  const { billed } = stubOf(template)
  expect(billed.length).toBe(3)
  await dub([texts[0] ?? '', '谁也不敢动它。', texts[2] ?? ''], template)
  expect(billed.slice(3).map(({ text }) => text)).toEqual(['谁也不敢动它。'])
})

test('English is directed in English, and spoken by an English voice', async () => {
  await dub(['The ferry left without her.'], GEMINI, {}, { lang: 'en' })
  expect(google.billed[0]?.instruct).toMatch(/^Speak low and close/)
  const body = JSON.parse(google.seen.at(-1)?.body.toString('utf8') ?? '')
  expect(body.voice.languageCode).toBe('en-US')
})

test.each([
  [GEMINI, 'silence'],
  [GEMINI, 'truncated'],
  [COSYVOICE, 'no_audio'],
  [COSYVOICE, 'header_only'],
] as const)('with %s, %s in one part fails the take: there is never a gap', async (template, fault) => {
  stubOf(template).script.faults.push(null, fault)
  const text = `${fault}：${TEXTS[0]}`
  await expect(dub([text], template)).rejects.toMatchObject({ name: 'ProviderError', failure: 'unusable' })
})
