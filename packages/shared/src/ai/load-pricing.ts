import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { ConfigError } from '../process/load-config.ts'
import type { Units } from './usage.ts'

const usd = z.number().nonnegative()
const source = {
  /** The day when this price was read at `source`; the day from which it holds, if that is later. */
  read: z.iso.date(),
  from: z.iso.date().optional(),
  source: z.url(),
}
/** US dollars per million tokens. The last tier has no `up_to_prompt_tokens`, that is, no upper end. */
const tier = z.strictObject({
  up_to_prompt_tokens: z.int().positive().optional(),
  input: usd,
  cached: usd.optional(),
  output: usd.default(0),
})
const tiers = z
  .array(tier)
  .min(1)
  .refine(
    (list) => list.every(({ up_to_prompt_tokens: end }, at) => (end === undefined) === (at === list.length - 1)),
    {
      error: 'the last tier, and no other, has no up_to_prompt_tokens: a prompt may be larger than any',
    },
  )
const tokenPrice = z.strictObject({ provider: z.string(), model: z.string(), tiers, ...source })
/** US dollars per million characters. */
const characterPrice = z.strictObject({ provider: z.string(), model: z.string(), characters: usd, ...source })
const pricingFile = z.strictObject({
  rmb_per_usd: z.number().positive(),
  prices: z.array(z.union([tokenPrice, characterPrice])),
})

type Price = z.output<typeof tokenPrice> | z.output<typeof characterPrice>

type Tier = z.output<typeof tier>

export type Pricing = {
  rmbPerUsd: number
  /** US dollars of one call on that day. Throws `ConfigError` for a model without a price, which is never called. */
  costUsd(provider: string, model: string, units: Units, day: Date): number
}

const PER_MILLION = 1_000_000

/**
 * The size of this call's prompt selects the tier. Cached tokens are part of the prompt and have their own price instead
 * of the full one; thinking costs as much as output.
 */
const costOf = (price: Price, units: Units): number => {
  if ('characters' in price) return ((units.characters ?? 0) * price.characters) / PER_MILLION
  const { promptTokens = 0, cachedTokens = 0, thinkingTokens = 0, outputTokens = 0 } = units
  const isOf = ({ up_to_prompt_tokens: end }: Tier) => end === undefined || promptTokens <= end
  const tier = price.tiers.find(isOf)
  if (!tier) throw new Error('the last tier of a price has no upper end')
  const input = (promptTokens - cachedTokens) * tier.input + cachedTokens * (tier.cached ?? tier.input)
  return (input + (outputTokens + thinkingTokens) * tier.output) / PER_MILLION
}

/** Parses the text of `conf/pricing.yaml`; errors call the file `name`. */
export const parsePricing = (text: string, name: string): Pricing => {
  const parsed = pricingFile.safeParse(parse(text))
  if (!parsed.success) throw new ConfigError(`${name} is not a price list:\n${z.prettifyError(parsed.error)}`)
  const { prices, rmb_per_usd: rmbPerUsd } = parsed.data
  return {
    rmbPerUsd,
    costUsd: (provider, model, units, day) => {
      const today = day.toISOString().slice(0, 10)
      const valid = prices
        .filter((price) => price.provider === provider && price.model === model && (price.from ?? '') <= today)
        .toSorted((a, b) => (a.from ?? '').localeCompare(b.from ?? ''))
        .at(-1)
      if (!valid) throw new ConfigError(`${name} has no price for ${provider} ${model}. Add one, with its source.`)
      return costOf(valid, units)
    },
  }
}

export const loadPricing = (path: string): Pricing => parsePricing(readFileSync(path, 'utf8'), path)
