import { z } from 'zod'
import { CRASH_POINTS, CRASH_SIGNALS } from './crash-point.ts'
import { count, milliseconds } from './load-config.ts'

export const databaseSettings = z.object({
  DATABASE_URL: z.string().min(1),
  DATABASE_POOL: count(10),
})

export const natsSettings = z.object({
  NATS_URL: z.string().min(1),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
})

/** Replicas of each stream in a cluster of NATS: one, three or five. Only the process that creates the streams uses it. */
export const streamSettings = z.object({
  NATS_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
})

export const storageSettings = z.object({
  S3_ENDPOINT: z.url(),
  S3_ACCESS_KEY: z.string().min(1),
  S3_SECRET_KEY: z.string().min(1),
  S3_BUCKET: z.string().min(1).default('vss'),
  S3_REGION: z.string().default('us-east-1'),
  /** Time limit of one call to the object store. The step or the attempt tries again. */
  S3_TIMEOUT_MS: milliseconds(60_000),
})

/** Settings that every process of the product shares. */
export const baseConfig = z.object({
  ...databaseSettings.shape,
  ...natsSettings.shape,
  ...storageSettings.shape,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DEFAULT_LOCALE: z.enum(['en', 'zh']).default('en'),
  /** Only for crash tests: the process ends, or freezes, when it first reaches this point. */
  CRASH_AT: z.enum(CRASH_POINTS).optional(),
  CRASH_SIGNAL: z.enum(CRASH_SIGNALS).default('SIGKILL'),
})

/** Settings of the four workers on top of the base. The defaults are the production timings. */
export const workerConfig = baseConfig.extend({
  LEASE_MS: milliseconds(60_000),
  HEARTBEAT_MS: milliseconds(15_000),
  /** How long a stopping worker lets its tasks finish before it releases them. */
  SHUTDOWN_GRACE_MS: milliseconds(25_000),
  /** auto: live providers where they are configured, otherwise offline ones. live: never an offline one. */
  AI_MODE: z.enum(['auto', 'live', 'offline']).default('auto'),
  /** A file that is touched each time the worker has announced itself in the ledger: for a cheap health check. */
  ALIVE_FILE: z.string().optional(),
})
export type WorkerConfig = z.output<typeof workerConfig>
