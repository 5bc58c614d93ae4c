import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { workerConfig } from '../process/base-config.ts'
import { openProviderRig } from '../testing/open-provider-rig.ts'
import { makeProviders } from './make-providers.ts'
import { geminiSettings, providerSettings } from './provider-settings.ts'

const config = z.object({
  ...providerSettings.shape,
  ...geminiSettings.shape,
  AI_MODE: workerConfig.shape.AI_MODE,
})

let rig: Awaited<ReturnType<typeof openProviderRig>>
beforeEach(async () => {
  rig = await openProviderRig()
})
afterEach(() => rig?.close())

const providers = (settings: Record<string, string>) =>
  makeProviders(
    { db: rig.db, log: pino({ level: 'silent' }) },
    config.parse({ GEMINI_BASE_URL: rig.stub.url, ...settings }),
  )

test('a key alone is enough to go live', async () => {
  const payer = await rig.claim()
  const { languageModel, embedder, usageOf } = providers({ GOOGLE_API_KEY: rig.stub.apiKey })
  const signal = new AbortController().signal
  const request = { name: 'greet', system: 'Be kind.', prompt: 'Greet.', schema: z.object({ greeting: z.string() }) }
  const answer = await languageModel?.(payer).generate(request, signal)
  expect(answer?.value.greeting).toEqual(expect.any(String))
  expect((await embedder?.(payer).embed(['hello'], 'query', signal))?.vectors[0]).toHaveLength(768)
  expect(await rig.calls()).toMatchObject([
    { state: 'ok', step_key: 'greet', org_id: payer.orgId, task_id: payer.fence.taskId },
    { state: 'ok', step_key: 'embed query' },
  ])
  const [chat] = rig.stub.bills
  const usage = await usageOf(payer.fence.taskId, 'gemini')
  expect(usage).toMatchObject({
    model_used: 'gemini',
    completion_tokens: (chat?.outputTokens ?? 0) + (chat?.thinkingTokens ?? 0),
    request_count: 2,
    cost_usd: expect.closeTo(rig.stub.billedUsd(), 9),
    uncertain_cost_usd: 0,
  })
  expect(usage.cost_rmb).toBeCloseTo(usage.cost_usd * 7.25, 9)
})

test('a model can be chosen by name if it has a price and writes text; otherwise the default one answers', async () => {
  const payer = await rig.claim()
  const settings = { GOOGLE_API_KEY: rig.stub.apiKey, GEMINI_THINKING_LEVEL: 'low' }
  const { languageModel, usageOf } = providers(settings)
  const used = (asked?: string | null) => languageModel?.(payer, asked).model
  const embedder = 'gemini-embedding-001'
  expect([undefined, null, '', 'gemini-99', embedder, 'toString'].map(used)).toEqual(Array(6).fill('gemini-3.8-flash'))
  const asked = 'gemini-3.1-pro-preview'
  const request = { name: 'greet', system: 'Be kind.', prompt: 'Greet.', schema: z.object({ greeting: z.string() }) }
  for (const model of [asked, undefined])
    await languageModel?.(payer, model).generate(request, new AbortController().signal)
  expect(rig.stub.bills.map(({ model }) => model)).toEqual([asked, 'gemini-3.8-flash'])
  expect((await usageOf(payer.fence.taskId, asked)).cost_usd).toBeCloseTo(rig.stub.billedUsd(), 9)
  const [other, own] = rig.stub.bodies.map((body) => JSON.stringify(body).includes('"thinkingLevel":"low"'))
  expect([other, own]).toEqual([false, true])
})

test.each<Record<string, string>>([{}, { GOOGLE_API_KEY: 'key', AI_MODE: 'offline' }])(
  'with %j there is no live model',
  (settings) => {
    expect(providers(settings)).toMatchObject({ languageModel: null, embedder: null })
  },
)

test('other models that will be called need a price and limits too', () => {
  const deps = { db: rig.db, log: pino({ level: 'silent' }) }
  const { canCall } = makeProviders(deps, config.parse({}), [{ provider: 'aliyun_paieas', model: 'CosyVoice2-0.5B' }])
  expect([canCall('google_tts', 'gemini-2.5-pro-tts'), canCall('google_tts', 'toString')]).toEqual([true, false])
  expect(() => makeProviders(deps, config.parse({}), [{ provider: 'google_tts', model: 'x' }])).toThrow(/google_tts x/)
})

test('a model without a price or limits is refused at start', () => {
  expect(() => providers({ GOOGLE_API_KEY: 'key', GEMINI_MODEL: 'gemini-99' })).toThrow(/pricing\.yaml.*gemini-99/)
  expect(() => providers({ GOOGLE_API_KEY: 'key', PROVIDER_TIER: 'gold' })).toThrow(/PROVIDER_TIER/)
  expect(() => providers({ PROVIDER_LIMITS: '/nowhere.yaml' })).toThrow(/nowhere\.yaml/)
})
