import { z } from 'zod'
import { count, milliseconds } from './load-config.ts'

/** Settings that every process of the product shares. */
export const baseConfig = z.object({
  DATABASE_URL: z.string().min(1),
  DATABASE_POOL: count(10),
  NATS_URL: z.string().min(1),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  S3_ENDPOINT: z.url(),
  S3_ACCESS_KEY: z.string().min(1),
  S3_SECRET_KEY: z.string().min(1),
  S3_BUCKET: z.string().min(1).default('vss'),
  S3_REGION: z.string().default('us-east-1'),
  /** One call to the object store, tried again by the step or the attempt. */
  S3_TIMEOUT_MS: milliseconds(60_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DEFAULT_LOCALE: z.enum(['en', 'zh']).default('en'),
})

/** Settings of the four workers on top of the base. The defaults are the production timings. */
export const workerConfig = baseConfig.extend({
  LEASE_MS: milliseconds(60_000),
  HEARTBEAT_MS: milliseconds(15_000),
  /** How long a stopping worker lets its tasks finish before it gives them back. */
  SHUTDOWN_GRACE_MS: milliseconds(25_000),
  AI_MODE: z.enum(['auto', 'offline']).default('auto'),
})
export type WorkerConfig = z.output<typeof workerConfig>
