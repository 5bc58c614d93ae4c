import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { ConfigError } from '../process/load-config.ts'

const entry = z.strictObject({
  provider: z.string(),
  /** `*`: every model of the provider without its own entry. */
  model: z.string(),
  requests_per_minute: z.int().positive().optional(),
  /** Tokens of prompts or characters, whichever the provider counts. */
  units_per_minute: z.int().positive().optional(),
  concurrency: z.int().positive(),
})
const limitsFile = z.strictObject({ tiers: z.record(z.string(), z.array(entry)) })

/** Infinity if the provider sets no limit. */
export type ProviderLimit = { requestsPerMinute: number; unitsPerMinute: number; concurrency: number }
/** Throws `ConfigError` for a model without an entry, which is never called. */
export type ProviderLimits = (provider: string, model: string) => ProviderLimit

/** Parses the text of `conf/provider_limits.yaml` for one of its tiers; errors call the file `name`. */
export const parseProviderLimits = (text: string, tier: string, name: string): ProviderLimits => {
  const parsed = limitsFile.safeParse(parse(text))
  if (!parsed.success) throw new ConfigError(`${name} is not a list of limits:\n${z.prettifyError(parsed.error)}`)
  const entries = parsed.data.tiers[tier]
  if (!entries) {
    const known = Object.keys(parsed.data.tiers).join(', ')
    throw new ConfigError(`PROVIDER_TIER: ${name} has no tier "${tier}". Use one of: ${known}.`)
  }
  return (provider, model) => {
    const ofProvider = entries.filter((limit) => limit.provider === provider)
    const found = ofProvider.find((limit) => limit.model === model) ?? ofProvider.find((limit) => limit.model === '*')
    if (!found) throw new ConfigError(`${name} has no limits for ${provider} ${model} in the tier "${tier}". Add them.`)
    return {
      requestsPerMinute: found.requests_per_minute ?? Number.POSITIVE_INFINITY,
      unitsPerMinute: found.units_per_minute ?? Number.POSITIVE_INFINITY,
      concurrency: found.concurrency,
    }
  }
}

export const loadProviderLimits = (path: string, tier: string): ProviderLimits =>
  parseProviderLimits(readFileSync(path, 'utf8'), tier, path)
