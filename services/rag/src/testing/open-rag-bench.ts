import { sumTaskUsage } from '@vss/shared/ai/usage.ts'
import { type ArtifactStore, makeArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { TaskTypeOf } from '@vss/shared/contracts/registry.ts'
import type { Locale } from '@vss/shared/errors/sentence.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { TaskOutcome } from '@vss/shared/ledger/end-task.ts'
import type { Fence } from '@vss/shared/ledger/lease.ts'
import { type Logger, makeLogger } from '@vss/shared/process/logger.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { openTestObjects } from '@vss/shared/testing/open-test-objects.ts'
import { claimTestTask, makeTestRun, uploadJson } from '@vss/shared/testing/pipeline-bench.ts'
import { seedTenant } from '@vss/shared/testing/seed-tenant.ts'
import { makeStep } from '@vss/shared/worker/make-step.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import type { Kysely } from 'kysely'
import type { RagDatabase, RagTables } from '../corpus/rag-database.ts'
import { migrateRag } from '../corpus/rag-database.ts'
import type { RagDeps } from '../deps.ts'

type Tenant = { orgId: string; instanceId: string }

/** The rag service's surroundings for a test: a database, a bucket, tasks that are really claimed. */
export type RagBench = {
  db: Kysely<RagDatabase>
  artifacts: ArtifactStore
  embedder: null
  usageOf: RagDeps['usageOf']
  log: Logger
  run: Run
  /** A run whose steps are kept: another run of the same task has them already. */
  runOf(task: { orgId: string; fence: Fence }): Run
  newTenant(): Promise<Tenant>
  /** Stores a file as an upload would; returns its relative path. */
  upload(orgId: string, content: unknown): Promise<string>
  claim<T extends TaskTypeOf<'rag'>>(
    tenant: Tenant,
    type: T,
    payload: Record<string, unknown>,
    locale?: Locale,
  ): Promise<ClaimedTask<T>>
  /** Runs what becomes visible with the result, as completing does. */
  commit(outcome: TaskOutcome): Promise<void>
  readResult(orgId: string, outcome: TaskOutcome): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** `db`: a migrated ledger that is open already; it stays open. */
export const openRagBench = async (db?: Kysely<Database>): Promise<RagBench> => {
  const own = db ? null : await openTestLedger()
  const ledger = own ?? { db: db as Kysely<Database> }
  const store = await openTestObjects()
  await migrateRag(ledger.db)
  const artifacts = makeArtifactStore(ledger.db, store.objects)
  return {
    db: ledger.db.$extendTables<RagTables>(),
    artifacts,
    embedder: null,
    usageOf: (taskId, model) => sumTaskUsage(ledger.db, taskId, { model, rmbPerUsd: 7 }),
    log: makeLogger('rag', 'silent'),
    run: makeTestRun(),
    runOf: ({ orgId, fence }) => {
      const { signal } = new AbortController()
      const claim = { orgId, fence, signal }
      return makeTestRun({ signal, step: makeStep({ db: ledger.db, objects: store.objects }, claim) })
    },
    newTenant: () => seedTenant(ledger.db),
    upload: async (orgId, content) => (await uploadJson(artifacts, orgId, content)).relativePath,
    claim: (tenant, type, payload, locale) => claimTestTask(ledger.db, tenant, type, payload, locale),
    commit: (outcome) => ledger.db.transaction().execute(async (trx) => outcome.commit?.(trx)),
    readResult: async (orgId, outcome) =>
      JSON.parse((await artifacts.read(orgId, outcome.outputPath)).toString()) as Record<string, unknown>,
    close: async () => {
      await own?.close()
      store.close()
    },
  }
}
