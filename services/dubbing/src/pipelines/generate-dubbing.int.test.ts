import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { sumTaskUsage } from '@vss/shared/ai/usage.ts'
import { parseWav } from '@vss/shared/audio/wav.ts'
import { dubbingScript } from '@vss/shared/contracts/files/dubbing-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { findVoicePace } from '@vss/shared/speech/voice-pace.ts'
import { makeTestRun } from '@vss/shared/testing/pipeline-bench.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DubbingDeps } from '../deps.ts'
import { makeEspeakVoice } from '../providers/espeak.ts'
import type { Voice } from '../providers/voice-provider.ts'
import type { SpeechRequest } from '../speech/speech-request.ts'
import { loadTemplates } from '../templates/dubbing-templates.ts'
import { openDubbingBench } from '../testing/open-dubbing-bench.ts'
import { makeDubbingPipeline } from './generate-dubbing.ts'

const TEMPLATES = await loadTemplates(new URL('../../../../conf/dubbing_templates.yaml', import.meta.url).pathname)

let bench: Awaited<ReturnType<typeof openDubbingBench>>
let directory: string

beforeAll(async () => {
  bench = await openDubbingBench()
  directory = await mkdtemp(join(tmpdir(), 'dubbing-'))
})
afterAll(async () => {
  await bench.close()
  await rm(directory, { recursive: true })
})

/** espeak-ng, with a note of every text it was asked to speak. */
const makeCountedVoice = (before: (request: SpeechRequest) => void = () => undefined) => {
  const spoken: string[] = []
  const espeak = makeEspeakVoice('espeak-ng')
  const voice: Voice = {
    synthesize: (request) => {
      before(request)
      spoken.push(request.text)
      return espeak.synthesize(request)
    },
  }
  return { voice, spoken }
}

const depsWith = (voice: Voice, concurrency = 2): DubbingDeps => ({
  db: bench.db,
  artifacts: bench.artifacts,
  templates: TEMPLATES,
  references: new Map(),
  voicesFor: () => ({ live: {}, offline: voice }),
  languageModel: null,
  usageOf: (taskId, model) => sumTaskUsage(bench.db, taskId, { model, rmbPerUsd: 7.1 }),
  ffmpegPath: 'ffmpeg',
  concurrency,
  log: makeLogger('test', 'silent'),
})

const item = (narration: string, extra: object = {}) => ({
  narration,
  narration_source: null,
  source_scene_ids: [1],
  metadata: { text_len: narration.length },
  ...extra,
})

const ZH = [
  '雨停的时候，修表铺的门被推开了。老人没有抬头，只说了一句：今天不接活，明天也不接，除非你带来的是那块走不准的怀表。',
  '他把表放在柜台上。',
  '好。',
]
const EN = [
  'The ferry left without her. She watched it shrink into the rain, folded the ticket twice, and asked the man at the kiosk whether the next one would stop at the island.',
  'It would not.',
]

const loudness = (path: string) => {
  const log = spawnSync('ffmpeg', [
    ...['-hide_banner', '-nostats', '-i', path],
    ...['-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'],
  ]).stderr.toString()
  const last = (pattern: RegExp) => Number([...log.matchAll(pattern)].at(-1)?.[1])
  return { lufs: last(/I:\s+(-?[\d.]+) LUFS/g), peakDb: last(/Peak:\s+(-?[\d.]+) dBFS/g) }
}

const probeSec = (path: string): number =>
  Number(
    execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path]).toString(),
  )

describe.each([
  ['zh', ZH],
  ['en', EN],
])('dubbing %s', (lang, texts) => {
  test('every item gets its own file in one format, at one loudness, with its exact duration', async () => {
    const script = {
      lang,
      style: 'suspense',
      asset_name: 'x',
      debug: { a: 1 },
      narration_script: texts.map((t) => item(t)),
    }
    const task = await bench.claimDubbing(script, { template_name: 'chinese_gemini_emotional' })
    const outcome = await makeDubbingPipeline(depsWith(makeCountedVoice().voice))(task, makeTestRun())
    const result = dubbingScript.parse(await bench.readScript(outcome.outputPath))
    expect(result).toMatchObject({
      template_name: 'chinese_gemini_emotional',
      lang,
      model_used: 'offline',
      debug: { a: 1 },
    })
    expect(result.provider).toBe('offline: espeak-ng')
    expect(outcome.message).toContain('offline voice espeak-ng')
    let totalMs = 0
    for (const [index, dubbed] of result.dubbing_script.entries()) {
      const bytes = await bench.artifacts.read(bench.orgId, dubbed.audio_file_path)
      const path = join(directory, `${lang}-${index}.wav`)
      await writeFile(path, bytes)
      const wav = parseWav(bytes)
      expect(wav).toMatchObject({
        sampleRate: 24_000,
        channels: 1,
        bitsPerSample: 16,
        encoding: 'int',
        truncated: false,
      })
      expect(dubbed.duration_seconds).toBe(wav.frameCount / 24_000)
      expect(probeSec(path)).toBe(dubbed.duration_seconds)
      const { lufs, peakDb } = loudness(path)
      expect(peakDb).toBeLessThanOrEqual(-1)
      if (dubbed.duration_seconds >= 3) expect(Math.abs(lufs - -16)).toBeLessThanOrEqual(1.5)
      expect(dubbed.narration).toBe(texts[index])
      totalMs += Math.round(dubbed.duration_seconds * 1000)
    }
    expect(result.total_duration).toBe(totalMs / 1000)
    expect(outcome.fields).toMatchObject({ total_duration: totalMs / 1000, item_count: texts.length })
  })
})

test('the sentences of a Chinese message follow each other without a blank', async () => {
  const script = { lang: 'zh', narration_script: [item('钟停了。')] }
  const task = await bench.claimDubbing(script, { template_name: 'chinese_gemini_emotional' })
  const run = makeDubbingPipeline(depsWith(makeCountedVoice().voice))
  const { message } = await run({ ...task, locale: 'zh' }, makeTestRun())
  expect(message).toMatch(/秒。这里没有 google_tts 的凭据，由离线语音 espeak-ng 朗读。$/)
})

test('a dubbing measures how fast its voice speaks, and the next narration is planned with it', async () => {
  const texts = Array.from({ length: 6 }, (_, n) => `第${n}天夜里，港口的钟又慢了一刻，看守没有上楼去拨它。`)
  const dub = async (params: object) => {
    const script = { lang: 'zh', narration_script: texts.map((text) => item(text)) }
    const task = await bench.claimDubbing(script, { template_name: 'chinese_gemini_emotional', ...params })
    await makeDubbingPipeline(depsWith(makeCountedVoice().voice))(task, makeTestRun())
    return findVoicePace(bench.db, bench.orgId, 'zh')
  }
  const usual = await dub({})
  expect(usual).toBeGreaterThan(0.9)
  expect(usual).toBeLessThan(1.1)
  const slow = await dub({ speaking_rate: 0.7 })
  expect(slow / usual).toBeGreaterThan(1.3)
  expect(await dub({})).toBeCloseTo(usual, 2)
})

test('items keep their unknown keys, and equal sentences are spoken once but stored under names of their own', async () => {
  const { voice, spoken } = makeCountedVoice()
  const stale = {
    tts_instruct: 'old',
    narration_for_audio: 'old',
    local_audio_path: 'D:\\a.wav',
    source_scene_ids: ['7', 8],
  }
  const narration_script = [item('门外有人敲了三下。[3]', stale), item('没有人应。'), item('门外有人敲了三下。[3]')]
  const task = await bench.claimDubbing(
    { lang: 'zh-CN', narration_script },
    { template_name: 'chinese_paieas_replication' },
  )
  const outcome = await makeDubbingPipeline(depsWith(voice))(task, makeTestRun())
  const { dubbing_script: items } = await bench.readScript(outcome.outputPath)
  expect(spoken.toSorted()).toEqual(['没有人应。', '门外有人敲了三下。'].toSorted())
  expect(items[0]).toMatchObject({
    local_audio_path: 'D:\\a.wav',
    metadata: { text_len: 12 },
    source_scene_ids: [7, 8],
  })
  expect(items[0]?.narration_for_audio).toBe('门外有人敲了三下。')
  expect(items[0]?.tts_instruct).not.toBe('old')
  expect(items[1]?.narration_for_audio).toBeUndefined()
  const names = items.map((dubbed) => basename(dubbed.audio_file_path))
  expect(new Set(names).size).toBe(3)
  expect(names[0]).toMatch(/^0000_[0-9a-f]{8}\.wav$/)
  expect(items[0]?.audio_file_path).toBe(`tasks/${task.id}/audio/${names[0]}`)
})

test('another style changes the direction in the result, but a voice that hears none does not speak again', async () => {
  const { voice, spoken } = makeCountedVoice()
  const dub = async (style: string) => {
    const script = { lang: 'zh', style, narration_script: [item('夜里的港口很安静，只有灯塔还醒着，雾从海上来。')] }
    const task = await bench.claimDubbing(script, { template_name: 'chinese_gemini_emotional' })
    const outcome = await makeDubbingPipeline(depsWith(voice))(task, makeTestRun())
    return dubbingScript.parse(await bench.readScript(outcome.outputPath)).dubbing_script[0]?.tts_instruct
  }
  expect(await dub('suspense')).not.toBe(await dub('humorous'))
  expect(spoken).toHaveLength(1)
})

test('a second attempt speaks only what the first had not finished', async () => {
  const narration_script = ['第一盏灯亮了。', '第二盏灯亮了。', '第三盏灯坏了。', '第四盏灯亮了。'].map((text) =>
    item(text),
  )
  const params = { template_name: 'chinese_gemini_emotional' }
  const broken = makeCountedVoice(({ text }) => {
    if (text.includes('坏')) throw new AppError('tts_failed', 'dubbing.take_empty')
  })
  const first = await bench.claimDubbing({ lang: 'zh', narration_script }, params)
  const failure = makeDubbingPipeline(depsWith(broken.voice, 1))(first, makeTestRun())
  await expect(failure).rejects.toMatchObject({ code: 'tts_failed', params: { index: 2 } })
  await expect(failure).rejects.toThrow('narration_script[2]')
  expect(broken.spoken).toEqual(['第一盏灯亮了。', '第二盏灯亮了。'])
  const whole = makeCountedVoice()
  const second = await bench.claimDubbing({ lang: 'zh', narration_script }, params)
  await makeDubbingPipeline(depsWith(whole.voice, 1))(second, makeTestRun())
  expect(whole.spoken).toEqual(['第三盏灯坏了。', '第四盏灯亮了。'])
})

test('after an abort no further take starts, and the reason comes out', async () => {
  const stop = new AbortController()
  const reason = new Error('cancelled')
  const { voice, spoken } = makeCountedVoice(({ text }) => {
    if (text === '二号线停运。') stop.abort(reason)
  })
  const narration_script = ['一号线停运。', '二号线停运。', '三号线停运。', '四号线停运。'].map((text) => item(text))
  const task = await bench.claimDubbing({ lang: 'zh', narration_script }, { template_name: 'chinese_gemini_emotional' })
  await expect(makeDubbingPipeline(depsWith(voice, 1))(task, makeTestRun({ signal: stop.signal }))).rejects.toBe(reason)
  expect(spoken).toEqual(['一号线停运。', '二号线停运。'])
})

test.each([
  ['cut off', (wav: Buffer) => wav.subarray(0, wav.length - 20_000), 'dubbing.take_truncated'],
  ['empty', () => Buffer.alloc(0), 'dubbing.take_empty'],
  ['no audio file', () => Buffer.from('<html>502</html>'), 'dubbing.take_unreadable'],
  [
    'silent',
    (wav: Buffer) => Buffer.concat([wav.subarray(0, 44), Buffer.alloc(wav.length - 44)]),
    'dubbing.take_silent',
  ],
  [
    'far too short',
    (wav: Buffer) => Buffer.concat([wav.subarray(0, 40), Buffer.from([208, 7, 0, 0]), wav.subarray(44, 2044)]),
    'dubbing.take_length',
  ],
])('a take that is %s fails the task and names the item', async (_name, spoil, key) => {
  const espeak = makeEspeakVoice('espeak-ng')
  const voice: Voice = {
    synthesize: async (request) => {
      const { wav } = await espeak.synthesize(request)
      // espeak-ng does not know the length when it writes the header; a file has it.
      wav.writeUInt32LE(wav.length - 44, 40)
      return { wav: request.text.includes('坏') ? spoil(wav) : wav }
    },
  }
  const narration_script = [item('这一句说得很好。'), item('这一句说坏了，谁也没有听清楚。')]
  const task = await bench.claimDubbing({ lang: 'zh', narration_script }, { template_name: 'chinese_gemini_emotional' })
  const failure = makeDubbingPipeline(depsWith(voice))(task, makeTestRun())
  await expect(failure).rejects.toMatchObject({ code: 'tts_failed', key, params: { index: 1 } })
})

test('an item with nothing to say is refused with its index before anything is spoken', async () => {
  const { voice, spoken } = makeCountedVoice()
  const script = { lang: 'zh', narration_script: [item('有话。'), item('……【12】')] }
  const task = await bench.claimDubbing(script, { template_name: 'chinese_gemini_emotional' })
  const failure = makeDubbingPipeline(depsWith(voice))(task, makeTestRun())
  await expect(failure).rejects.toMatchObject({
    code: 'payload_invalid',
    key: 'dubbing.text_empty',
    params: { index: 1 },
  })
  expect(spoken).toEqual([])
})

test('a missing narration text is refused with its JSON path', async () => {
  const script = { narration_script: [item('有话。'), { narration: null }] }
  const task = await bench.claimDubbing(script, { template_name: 'chinese_gemini_emotional' })
  await expect(makeDubbingPipeline(depsWith(makeCountedVoice().voice))(task, makeTestRun())).rejects.toMatchObject({
    code: 'payload_invalid',
    params: { key: 'input_narration_path', path: 'narration_script[1].narration' },
  })
})

test('a machine without espeak-ng says what to install', async () => {
  const task = await bench.claimDubbing(
    { narration_script: [item('无人说话。')] },
    { template_name: 'chinese_gemini_emotional' },
  )
  const failure = makeDubbingPipeline(depsWith(makeEspeakVoice('/nowhere/espeak-ng')))(task, makeTestRun())
  await expect(failure).rejects.toMatchObject({ code: 'tts_failed', key: 'dubbing.tool_missing' })
  await expect(failure).rejects.toThrow('Install the package espeak-ng')
})
