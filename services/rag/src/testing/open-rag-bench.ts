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
import { z } from 'zod'
import { migrateRag, type RagDatabase, type RagTables } from '../corpus/rag-database.ts'
import type { RagDeps } from '../deps.ts'

const resultFile = z.record(z.string(), z.unknown())

type Tenant = { orgId: string; instanceId: string }

/** The environment of the rag service for a test: a database, a bucket, and tasks that are really claimed. */
export type RagBench = {
  db: Kysely<RagDatabase>
  artifacts: ArtifactStore
  embedder: null
  usageOf: RagDeps['usageOf']
  log: Logger
  run: Run
  /** A run with stored steps: another run of the same task reuses them. */
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
  /** Runs the commit of an outcome, as completing the task does. */
  commit(outcome: TaskOutcome): Promise<void>
  loadResult(orgId: string, outcome: TaskOutcome): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** `db` is a migrated ledger that is already open; it stays open. */
export const openRagBench = async (db?: Kysely<Database>): Promise<RagBench> => {
  const ledger = db ? { db, close: async () => {} } : await openTestLedger()
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
    loadResult: async (orgId, outcome) =>
      resultFile.parse(JSON.parse((await artifacts.read(orgId, outcome.outputPath)).toString())),
    close: async () => {
      await ledger.close()
      store.close()
    },
  }
}
