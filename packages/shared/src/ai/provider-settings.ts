import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const conf = (name: string): string => fileURLToPath(new URL(`../../../../conf/${name}`, import.meta.url))

/** Settings of a service that calls any paid provider. */
export const providerSettings = z.object({
  PROVIDER_LIMITS: z.string().default(conf('provider_limits.yaml')),
  /** Which tier of that file holds for our keys. */
  PROVIDER_TIER: z.string().default('free'),
  PROVIDER_PRICING: z.string().default(conf('pricing.yaml')),
  /** What one task, and one organisation in a day (UTC), may cost at most, in US dollars. */
  BUDGET_TASK_USD: z.coerce.number().positive().default(5),
  BUDGET_ORGANIZATION_DAY_USD: z.coerce.number().positive().default(50),
})
export type ProviderSettings = z.output<typeof providerSettings>
