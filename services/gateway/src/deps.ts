import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { Locale } from '@vss/shared/errors/sentence.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import type { Kysely } from 'kysely'

/** Everything the HTTP side needs. `openGateway` opens and closes it. */
export type GatewayDeps = {
  db: Kysely<Database>
  artifacts: ArtifactStore
  log: Logger
  /** Tells the dispatcher that a task was committed, so that it does not wait for its next poll. */
  wake: () => void
  /** Tells the worker of a cancelled task immediately; its heartbeat would only find out later. */
  cancelSignal: (taskId: number) => void
  /** `https://studio.example.com[/prefix]`: where clients reach this gateway. Null: derived from the request. */
  publicUrl: string | null
  /** Origins whose pages may call; `*` means all. */
  allowedOrigins: readonly string[]
  /** The language of sentences for a caller who does not ask for one. */
  defaultLocale: Locale
  maxUploadBytes: number
  /** Uploads are spooled here until they are in the object store; needs room for a few of the largest. */
  spoolDirectory: string
  /** Shown by `/readyz`. Readiness does not depend on it, because tasks are accepted without NATS. */
  pingNats?: () => Promise<void>
  timings: GatewayTimings
}

export type GatewayTimings = {
  /** How long a request waits for Postgres before 503; below the 60 s after which clients give up. */
  createWaitMs: number
  /** How long an upload or a download waits for the object store before 503; clients give up after 300 s. */
  storageWaitMs: number
}

export const DEFAULT_TIMINGS: GatewayTimings = { createWaitMs: 40_000, storageWaitMs: 120_000 }
