import { parseWav } from '@vss/shared/audio/wav.ts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { COSYVOICE, GEMINI, openLiveDubbing } from '../testing/open-live-dubbing.ts'
import { speakSamples } from '../testing/stub-speech.ts'

const TEXTS = [
  `${Array.from('一二三四五六七', (n) => `雨停的时候，修表铺的门第${n}次被推开了，老人没有抬头，只说不接活。`).join('')}[3]`,
  '他把表放在柜台上。',
  '好。',
]

let studio: Awaited<ReturnType<typeof openLiveDubbing>>

beforeAll(async () => {
  studio = await openLiveDubbing()
})
afterEach(() => {
  studio.google.billed.length = 0
  studio.cosyVoice.billed.length = 0
})
afterAll(() => studio?.close())

const stubOf = (template: string) => (template === GEMINI ? studio.google : studio.cosyVoice)
const dub: typeof studio.dub = (...args) => studio.dub(...args)

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
    const wav = parseWav(await studio.bench.artifacts.read(studio.bench.orgId, item.audio_file_path))
    expect(wav).toMatchObject({ sampleRate: 24_000, channels: 1, bitsPerSample: 16, truncated: false })
    expect(item.duration_seconds).toBe(wav.frameCount / 24_000)
    const text = item.narration_for_audio ?? item.narration
    const own = billed.filter((request) => text.includes(request.text))
    const samples = own.reduce((sum, request) => sum + speakSamples(request.text, rate).length / 2, 0)
    // Mastering adds the limiter's tail and fills up the last millisecond; it takes nothing away.
    expect([index, wav.frameCount - samples >= 0, wav.frameCount - samples < 240]).toEqual([index, true, true])
  }
})

test.each([GEMINI, COSYVOICE])('with %s, one changed sentence of sixty is one request', async (template) => {
  const texts = Array.from({ length: 60 }, (_, index) => `第${index + 1}盏灯还亮着。`)
  await dub(texts, template, { deps: { concurrency: 8 } })
  const { billed } = stubOf(template)
  expect(billed.length).toBe(60)
  const { result } = await dub(texts.with(31, '谁也不敢动它。'), template)
  expect(billed.slice(60).map(({ text }) => text)).toEqual(['谁也不敢动它。'])
  expect(result.ai_total_usage).toMatchObject({ request_count: 1 })
})

test('English is directed in English, and spoken by an English voice', async () => {
  await dub(['The ferry left without her.'], GEMINI, { script: { lang: 'en' } })
  expect(studio.google.billed[0]?.instruct).toMatch(/^Speak low and close/)
  const body = JSON.parse(studio.google.seen.at(-1)?.body.toString('utf8') ?? '')
  expect(body.voice.languageCode).toBe('en-US')
})

test.each([
  [GEMINI, 'silence'],
  [GEMINI, 'truncated'],
  [COSYVOICE, 'no_audio'],
  [COSYVOICE, 'header_only'],
] as const)('with %s, %s in one part fails the take: there is never a gap', async (template, fault) => {
  stubOf(template).script.faults.push(null, fault)
  // Parts that were spoken before are not asked for again.
  const text = `${TEXTS[0]}`.replaceAll('修表铺', `${fault}的铺子`)
  await expect(dub([text], template)).rejects.toMatchObject({
    code: 'tts_failed',
    key: 'provider.unusable',
    params: { index: 0 },
  })
})
