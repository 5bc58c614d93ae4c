import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GeminiStub, openGeminiStub } from '@vss/shared/model-stubs/gemini-stub.ts'
import type { StubPrompt } from '@vss/shared/model-stubs/gemini-stub-answer.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openStudio, type Studio } from '../harness/open-studio.ts'
import { chineseStory } from '../harness/samples.ts'
import { makeGoogleTestKey, openGoogleTtsStub } from '../services/dubbing/src/testing/google-tts-stub.ts'
import { answerAsModel } from '../services/narration/src/testing/answer-as-model.ts'

/** US dollars a token of gemini-2.5-pro-tts, on purpose not taken from conf/pricing.yaml. A second of audio is 25 tokens. */
const SPOKEN = { prompt: 1e-6, audio: 20e-6 }
const LATENCY_MS = 150

let gemini: GeminiStub
let google: Awaited<ReturnType<typeof openGoogleTtsStub>>
let studio: Studio
let directory: string

const tell = answerAsModel()
const linesIn = (text: string, fence: string): string[] =>
  new RegExp(`^<${fence}>\n([\\s\\S]*)\n</${fence}>`, 'm').exec(text)?.[1]?.split('\n') ?? []

/** The model's answers to the prompts of each service. */
const answer = (schema: unknown, prompt: StubPrompt): unknown => {
  const text = prompt.turns[0]?.text ?? ''
  if (text.includes('<story>')) {
    const scenes = linesIn(text, 'story').map((line) => JSON.parse(line))
    const facts = scenes.flatMap(({ scene_id, lines: [line] }) =>
      line ? [{ scene_id, source_text: line.text, attribute: 'mental_status', value: '警觉' }] : [],
    )
    return { facts: [...facts, { ...facts[0], source_text: '故事里没有这句话' }] }
  }
  if (text.includes('<script>')) {
    const { sentences } = JSON.parse(linesIn(text, 'script').join(''))
    return { directions: sentences.map(({ index }: { index: number }) => ({ index, direction: `语气 ${index}` })) }
  }
  if (text.includes('<clips>')) {
    const clips: { clip: number; scene: number }[] = JSON.parse(linesIn(text, 'clips').join(''))
    const sentences: { sentence: number; scenes: number[] }[] = JSON.parse(linesIn(text, 'sentences').join(''))
    const lastOf = (scenes: number[]) => clips.filter(({ scene }) => scenes.includes(scene)).slice(-1)
    const choices = sentences.map(({ sentence, scenes }) => ({
      sentence,
      clips: lastOf(scenes).map(({ clip }) => clip),
    }))
    return { choices }
  }
  return tell(schema as never, prompt)
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vss-live-'))
  gemini = await openGeminiStub({ answer, latencyMs: LATENCY_MS, thinkingTokens: 40, cachedShare: 0.2 })
  google = await openGoogleTtsStub()
  google.script.latencyMs = LATENCY_MS
  const key = join(directory, 'gcp-credentials.json')
  await writeFile(key, JSON.stringify(makeGoogleTestKey()))
  const env = {
    AI_MODE: 'live',
    GOOGLE_API_KEY: gemini.apiKey,
    GEMINI_BASE_URL: gemini.url,
    GOOGLE_APPLICATION_CREDENTIALS: key,
    GOOGLE_TTS_ENDPOINT: google.url,
    PROVIDER_TIER: 'paid',
  }
  studio = await openStudio({ env })
})
afterAll(async () => {
  await studio?.close()
  await google?.close()
  await gemini?.close()
  await rm(directory, { recursive: true, force: true })
})

/** The provider's bill for the voices: direction and text at four bytes a token, and the audio. */
const voicesUsd = () =>
  google.billed.reduce((sum, { text, instruct, audioSec }) => {
    const prompt = Math.ceil((Buffer.byteLength(instruct) + Buffer.byteLength(text)) / 4)
    return sum + prompt * SPOKEN.prompt + Math.ceil(audioSec * 25) * SPOKEN.audio
  }, 0)

const produced = z.looseObject({
  ai_total_usage: z.looseObject({ cost_usd: z.number(), model_used: z.string() }),
})

/** Runs one task to its end. Returns its file, the path of the file, and the cost that the file states. */
const produce = async (type: string, payload: Record<string, unknown>) => {
  const client = studio.edge('A')
  const ended = await client.awaitTask(await client.createTask(type, payload))
  expect([type, ended.status, ended.result]).toMatchObject([type, 'COMPLETED', {}])
  const file = produced.parse(JSON.parse((await client.downloadResult(ended)).toString('utf8')))
  const usd = file.ai_total_usage.cost_usd
  return { path: String(ended.result?.output_file_path), result: ended.result, file, usd }
}

test('live providers make every result of a production, and the costs in the results equal their bills', async () => {
  // The first call succeeds. The next three get a truncated answer, a rate limit and an answer of the wrong shape.
  gemini.plan(null, { kind: 'truncated' }, { kind: 'rate_limited', retryDelay: '0.4s' }, { kind: 'wrong_shape' })
  const client = studio.edge('A')
  const blueprint_path = await client.upload('huigan.json', chineseStory())
  const facts = await produce('CHARACTER_IDENTIFIER', { input_file_path: blueprint_path })
  const corpus = await produce('DEPLOY_RAG_CORPUS', {
    blueprint_input_path: blueprint_path,
    facts_input_path: facts.path,
    asset_id: 'huigan',
  })
  const narration = await produce('GENERATE_NARRATION', {
    blueprint_path,
    asset_id: 'huigan',
    service_params: { lang: 'zh', control_params: { target_duration_minutes: 4 } },
  })
  const french = await produce('LOCALIZE_NARRATION', {
    blueprint_path,
    master_script_path: narration.path,
    service_params: { target_lang: 'fr' },
  })
  const dubbing = await produce('GENERATE_DUBBING', {
    input_narration_path: narration.path,
    service_params: { template_name: 'chinese_gemini_emotional' },
  })
  const film = await produce('GENERATE_EDITING_SCRIPT', { blueprint_path, dubbing_script_path: dubbing.path })

  for (const { file } of [facts, narration, french, film])
    expect(file.ai_total_usage.model_used).toBe('gemini-3.8-flash')
  expect(corpus.file).toMatchObject({ embedding_model: 'gemini-embedding-001' })
  expect(dubbing.file.ai_total_usage.model_used).toBe('gemini-2.5-pro-tts')
  const { dubbing_script } = dubbing.file as { dubbing_script?: { narration: string; duration_seconds: number }[] }
  const spoken = dubbing_script ?? []
  expect(new Set(google.billed.map(({ text }) => text)).size).toBeGreaterThanOrEqual(
    new Set(spoken.map((item) => item.narration)).size,
  )

  expect(google.billed.every(({ instruct }) => instruct.includes('语气'))).toBe(true)
  expect(film.result).toMatchObject({ sentences_left_to_words: 0 })

  const told = [facts, corpus, narration, french, dubbing, film].reduce((sum, { usd }) => sum + usd, 0)
  expect(told).toBeCloseTo(gemini.billedUsd() + voicesUsd(), 6)
  const minutes = spoken.reduce((sum, item) => sum + item.duration_seconds, 0) / 60
  process.stdout.write(`a finished minute cost ${(told / minutes).toFixed(4)} US dollars at the prices of the list\n`)
})
