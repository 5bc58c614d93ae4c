import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parsePricing } from './load-pricing.ts'
import { parseProviderLimits } from './load-provider-limits.ts'
import { geminiSettings } from './provider-settings.ts'

const conf = (name: string) => readFileSync(new URL(`../../../../conf/${name}`, import.meta.url), 'utf8')
const PRICING = conf('pricing.yaml')
const LIMITS = conf('provider_limits.yaml')
const settings = geminiSettings.parse({})
const day = (date: string) => new Date(`${date}T12:00:00Z`)

const pricing = parsePricing(
  `rmb_per_usd: 7
prices:
  - { provider: p, model: tiered, tiers: [{ up_to_prompt_tokens: 1000, input: 1, cached: 0.1, output: 10 }, { input: 2, output: 20 }],
      read: 2026-01-01, source: https://example.com/ }
  - { provider: p, model: tiered, tiers: [{ input: 7 }], from: 2027-01-01, read: 2026-01-01, source: https://example.com/ }
  - { provider: p, model: voice, characters: 30, read: 2026-01-01, source: https://example.com/ }`,
  'prices.yaml',
)
const usd = (units: object, date = '2026-06-01', model = 'tiered') => pricing.costUsd('p', model, units, day(date))

test('cached tokens are billed once, at their own price, and thinking as output', () => {
  const units = { promptTokens: 1000, cachedTokens: 400, outputTokens: 50, thinkingTokens: 150 }
  expect(usd(units)).toBeCloseTo((600 * 1 + 400 * 0.1 + 200 * 10) / 1e6, 12)
})

test('the prompt of a call selects the tier, for the whole call', () => {
  expect(usd({ promptTokens: 1000, outputTokens: 1 })).toBeCloseTo(0.00101, 12)
  expect(usd({ promptTokens: 1001, cachedTokens: 1, outputTokens: 1 })).toBeCloseTo((1001 * 2 + 20) / 1e6, 12)
})

test('a future price holds from its day on', () => {
  expect(usd({ promptTokens: 10 }, '2026-12-31')).toBeCloseTo(10e-6, 12)
  expect(usd({ promptTokens: 10 }, '2027-01-01')).toBeCloseTo(70e-6, 12)
})

test('voices are billed by characters', () => {
  expect(usd({ characters: 2000 }, '2026-06-01', 'voice')).toBeCloseTo(0.06, 12)
})

test('a model without a price is refused by name', () => {
  expect(() => usd({}, '2026-06-01', 'other')).toThrow(/prices\.yaml.*p other/)
})

test('an invalid list is reported with the place', () => {
  expect(() => parsePricing('rmb_per_usd: 7\nprices: [{ provider: p, model: m, tiers: [] }]', 'my.yaml')).toThrow(
    /my\.yaml/,
  )
})

test('a list whose last tier has an upper end is refused, because larger prompts would have no price', () => {
  const list = (tiers: string) =>
    `rmb_per_usd: 7\nprices: [{ provider: p, model: m, tiers: [${tiers}], read: 2026-01-01, source: https://example.com/ }]`
  expect(() => parsePricing(list('{ up_to_prompt_tokens: 5, input: 1 }'), 'my.yaml')).toThrow(/the last tier/)
  expect(() => parsePricing(list('{ input: 1 }, { input: 2 }'), 'my.yaml')).toThrow(/the last tier/)
})

test('the models that clients name cost what their contract says', () => {
  const shipped = parsePricing(PRICING, 'pricing.yaml')
  const cost = (model: string, promptTokens: number) =>
    shipped.costUsd('gemini', model, { promptTokens, cachedTokens: 1000, outputTokens: 1000 }, day('2026-11-24')) * 1e6
  expect(cost('gemini-2.5-pro', 2000)).toBeCloseTo(1000 * (1.25 + 0.3 + 10), 6)
  expect(cost('gemini-2.5-pro', 300_000)).toBeCloseTo(299_000 * 2.5 + 1000 * (0.3 + 15), 6)
  expect(cost('gemini-2.5-flash', 2000)).toBeCloseTo(1000 * (0.3 + 0.075 + 2.5), 6)
  expect(cost('gemini-2.5-flash-lite', 2000)).toBeCloseTo(1000 * (0.1 + 0.025 + 0.4), 6)
  expect(cost('gemini-3-flash-preview', 2000)).toBeCloseTo(1000 * (0.5 + 0.5 + 3), 6)
  expect(cost('gemini-3-pro-preview', 300_000)).toBeCloseTo(300_000 * 4 + 1000 * 18, 6)
  expect(shipped.rmbPerUsd).toBe(7.25)
})

test('the shipped lists have prices, and limits in every tier, for the default models', () => {
  const shipped = parsePricing(PRICING, 'pricing.yaml')
  for (const model of [settings.GEMINI_MODEL, settings.GEMINI_EMBEDDING_MODEL]) {
    expect(shipped.costUsd('gemini', model, { promptTokens: 1_000_000 }, day('2026-11-24'))).toBeGreaterThan(0)
    for (const tier of ['free', 'paid']) {
      const limit = parseProviderLimits(LIMITS, tier, 'limits.yaml')('gemini', model)
      expect(limit.requestsPerMinute).toBeLessThan(Number.POSITIVE_INFINITY)
    }
  }
})

test('limits of an unknown tier or provider are refused by name', () => {
  expect(() => parseProviderLimits(LIMITS, 'gold', 'limits.yaml')).toThrow(/PROVIDER_TIER.*gold.*free, paid/)
  const limits = parseProviderLimits(LIMITS, 'free', 'limits.yaml')
  expect(() => limits('nobody', 'm')).toThrow(/limits\.yaml.*nobody m/)
})
