import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { googleError } from '../testing/google-tts-stub.ts'
import { COSYVOICE, GEMINI, openLiveDubbing } from '../testing/open-live-dubbing.ts'

/** US dollars a token; the lists are kept apart on purpose. */
const PRO_TTS = { input: 1e-6, output: 20e-6 }
/** Two requests of CosyVoice; twice as much is two of Google. */
const LONG = ['一', '二', '三', '四']
  .map((n) => `雨停的时候，修表铺的门第${n}次被推开了，老人没有抬头，只说不接活。`)
  .join('')

let studio: Awaited<ReturnType<typeof openLiveDubbing>>

beforeAll(async () => {
  studio = await openLiveDubbing()
})
afterEach(() => {
  for (const { billed, script } of [studio.google, studio.cosyVoice]) {
    billed.length = 0
    Object.assign(script, { latencyMs: 0, failureRate: 0, faults: [] })
  }
})
afterAll(() => studio?.close())

const callsOf = (taskId: number) =>
  studio.bench.db
    .selectFrom('vss.provider_call')
    .selectAll()
    .where('task_id', '=', taskId)
    .orderBy('created_at')
    .execute()

/** What the stand-in bills for the model: 25 tokens a second, and four bytes a token of direction and text. */
const billedUsd = (): number =>
  studio.google.billed.reduce((sum, { text, instruct, audioSec }) => {
    const prompt = Math.ceil((Buffer.byteLength(instruct) + Buffer.byteLength(text)) / 4)
    return sum + prompt * PRO_TTS.input + Math.ceil(audioSec * 25) * PRO_TTS.output
  }, 0)

test('each request is a row that names its take and its part, and the result costs what the service bills', async () => {
  studio.google.script.faults.push(null, googleError(503, 'UNAVAILABLE', 'try again'), 'silence')
  const { task, run } = await studio.prepare(
    ['钟停在三点。', `${LONG}${LONG.replaceAll('第', '又')}${LONG.replaceAll('不', '还')}`, '灯还亮着。'],
    GEMINI,
    {
      deps: { concurrency: 1 },
    },
  )
  await expect(run()).rejects.toMatchObject({ key: 'provider.unusable', params: { index: 1 } })
  const { outcome, result } = await run()
  const calls = await callsOf(task.id)
  expect(calls.map(({ step_key: key, state }) => `${key} ${state}`).toSorted()).toEqual([
    'take 0 ok',
    'take 1 part 1 error',
    'take 1 part 1 error',
    'take 1 part 1 ok',
    'take 1 part 2 ok',
    'take 2 ok',
  ])
  expect(calls[0]).toMatchObject({ provider: 'google_tts', model: 'gemini-2.5-pro-tts', lease_epoch: task.fence.epoch })
  expect(result.ai_total_usage).toMatchObject({ model_used: 'gemini-2.5-pro-tts', request_count: 6 })
  expect((result.ai_total_usage as { cost_usd: number }).cost_usd).toBeCloseTo(billedUsd(), 9)
  expect(outcome.fields).toMatchObject({ cost_usd: (result.ai_total_usage as { cost_usd: number }).cost_usd })
})

test('a part that is spoken is not asked for again when a later one fails', async () => {
  studio.cosyVoice.script.faults.push(null, 'silence')
  const { run } = await studio.prepare([LONG], COSYVOICE)
  await expect(run()).rejects.toMatchObject({ key: 'provider.unusable' })
  await run()
  const texts = studio.cosyVoice.billed.map(({ text }) => text)
  expect(texts.toSpliced(1, 1).join('')).toBe(LONG)
  expect(texts[1]).toBe(texts[2])
})

test('a limit of the provider parks the task, and a model without a price is never called', async () => {
  studio.google.script.faults.push({
    status: 429,
    body: { error: { code: 429, message: 'x', status: 'RESOURCE_EXHAUSTED' } },
  })
  const parked = await studio.prepare(['灯灭了。'], GEMINI)
  await expect(parked.run()).rejects.toMatchObject({ name: 'RetryLaterError', key: 'provider.rate_limited' })
  await studio.bench.db
    .updateTable('vss.provider_limit')
    .set({ blocked_until: new Date(0) })
    .execute()
  const unpriced = await studio.prepare(['灯灭了。'], GEMINI, { params: { model_name: 'gemini-9-tts' } })
  await expect(unpriced.run()).rejects.toMatchObject({ key: 'dubbing.model_unknown' })
  expect(studio.google.billed).toEqual([])
})

test('a dubbing whose takes are all cached costs nothing', async () => {
  await studio.dub(['同一句话。'], GEMINI)
  const { result } = await studio.dub(['同一句话。'], GEMINI)
  expect(result.ai_total_usage).toMatchObject({ request_count: 0, cost_usd: 0, total_tokens: 0 })
})
