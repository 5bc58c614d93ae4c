import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { workerConfig } from '../process/base-config.ts'
import { count, loadConfig, milliseconds } from '../process/load-config.ts'

const conf = (name: string): string => fileURLToPath(new URL(`../../../../conf/${name}`, import.meta.url))

/** Settings of a service that calls paid providers. */
export const providerSettings = z.object({
  PROVIDER_LIMITS: z.string().default(conf('provider_limits.yaml')),
  /** The tier of that file that our keys have. */
  PROVIDER_TIER: z.string().default('free'),
  PROVIDER_PRICING: z.string().default(conf('pricing.yaml')),
  /** The most that one task, and one organisation in a day (UTC), may cost, in US dollars. */
  BUDGET_TASK_USD: z.coerce.number().positive().default(5),
  BUDGET_ORGANIZATION_DAY_USD: z.coerce.number().positive().default(50),
})
export type ProviderSettings = z.output<typeof providerSettings>

const THRESHOLDS = ['BLOCK_NONE', 'BLOCK_ONLY_HIGH', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_LOW_AND_ABOVE'] as const

/** Settings of a service that uses Gemini. Without `GOOGLE_API_KEY` it works offline. */
export const geminiSettings = z.object({
  GOOGLE_API_KEY: z.string().optional(),
  GEMINI_MODEL: z.string().default('gemini-3.8-flash'),
  GEMINI_EMBEDDING_MODEL: z.string().default('gemini-embedding-001'),
  /** The first numbers of a vector carry most of the information, so 768 of the 3,072 lose little. */
  GEMINI_EMBEDDING_DIMENSIONS: count(768),
  GEMINI_BASE_URL: z.url().default('https://generativelanguage.googleapis.com'),
  /** Absent: the model's own, which Google recommends for its newer models. */
  GEMINI_TEMPERATURE: z.coerce.number().min(0).max(2).optional(),
  /** Of `GEMINI_MODEL`. Absent: the model's own. */
  GEMINI_THINKING_LEVEL: z.enum(['low', 'medium', 'high']).optional(),
  /** Thinking included. An answer that needs more is cut off and unusable. */
  GEMINI_MAX_OUTPUT_TOKENS: count(16_384),
  /** Fiction contains violence and quarrels, so only content that is very likely harmful is blocked. */
  GEMINI_SAFETY: z.enum(THRESHOLDS).default('BLOCK_ONLY_HIGH'),
  /** A long answer of a thinking model takes a minute or two. */
  GEMINI_TIMEOUT_MS: milliseconds(180_000),
})
export type GeminiSettings = z.output<typeof geminiSettings>

/** The settings of a worker that may pay for models: those of every worker, of providers, and its number of slots. */
export const defineWorkerConfig = <Slots extends string>(slots: Slots, fallback: number) =>
  workerConfig.extend({
    ...providerSettings.shape,
    ...geminiSettings.shape,
    /** Tasks that run concurrently in one replica. */
    ...({ [slots]: count(fallback) } as Record<Slots, ReturnType<typeof count>>),
  })

/** Loads these settings; `slots` is the number of slots under its common name. */
export const loadWorkerConfig = <Schema extends z.ZodObject, Slots extends keyof z.output<Schema>>(
  schema: Schema,
  slots: Slots,
  env: Record<string, string | undefined>,
): z.output<Schema> & { slots: number } => {
  const config = loadConfig(schema, env)
  return { ...config, slots: Number(config[slots]) }
}
