import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sumTaskUsage } from '@vss/shared/ai/sum-task-usage.ts'
import { type ArtifactStore, makeArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { parseInput } from '@vss/shared/artifacts/read-json-input.ts'
import { TASKS } from '@vss/shared/contracts/registry.ts'
import type { Locale } from '@vss/shared/errors/sentence.ts'
import { claimTask } from '@vss/shared/ledger/claim-task.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { TaskOutcome } from '@vss/shared/ledger/finish-task.ts'
import { submitTask } from '@vss/shared/ledger/submit-task.ts'
import { type Logger, makeLogger } from '@vss/shared/process/logger.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { openTestObjects } from '@vss/shared/testing/open-test-objects.ts'
import { seedTenant } from '@vss/shared/testing/seed-tenant.ts'
import { makeStep } from '@vss/shared/worker/make-step.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import type { Kysely } from 'kysely'
import { migrateRag } from '../corpus/migrate-rag.ts'
import type { RagDatabase, RagTables } from '../corpus/rag-database.ts'
import type { Deps, PayingTask } from '../deps.ts'

type Tenant = { orgId: string; instanceId: string }

/** The rag service's surroundings for a test: a database, a bucket, tasks that are really claimed. */
export type RagBench = {
  db: Kysely<RagDatabase>
  artifacts: ArtifactStore
  embedder: null
  usageOf: Deps['usageOf']
  log: Logger
  run: Run
  /** A run whose steps are kept: another run of the same task has them already. */
  runOf(task: PayingTask): Run
  newTenant(): Promise<Tenant>
  /** Stores a file as an upload would; returns its relative path. */
  upload(orgId: string, content: unknown): Promise<string>
  claim<T extends 'CHARACTER_IDENTIFIER' | 'DEPLOY_RAG_CORPUS'>(
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

const makeRun = (): Run => ({
  signal: new AbortController().signal,
  hurry: () => false,
  log: makeLogger('rag', 'silent'),
  progress: () => undefined,
  step: (_key, _version, _input, fn) => fn(new AbortController().signal),
  span: (_name, _attributes, fn) => fn(),
})

/** `db`: a migrated ledger that is open already; it stays open. */
export const openRagBench = async (db?: Kysely<Database>): Promise<RagBench> => {
  const own = db ? null : await openTestLedger()
  const ledger = own ?? { db: db as Kysely<Database> }
  const store = await openTestObjects()
  const directory = await mkdtemp(join(tmpdir(), 'vss-rag-'))
  await migrateRag(ledger.db)
  const artifacts = makeArtifactStore(ledger.db, store.objects)
  return {
    db: ledger.db.$extendTables<RagTables>(),
    artifacts,
    embedder: null,
    usageOf: (taskId, model) => sumTaskUsage(ledger.db, taskId, { model, rmbPerUsd: 7 }),
    log: makeLogger('rag', 'silent'),
    run: makeRun(),
    runOf: ({ orgId, id, epoch }) => {
      const { signal } = new AbortController()
      const claim = { orgId, fence: { taskId: id, epoch }, signal }
      return { ...makeRun(), step: makeStep({ db: ledger.db, objects: store.objects }, claim) }
    },
    newTenant: () => seedTenant(ledger.db),
    upload: async (orgId, content) => {
      const path = join(directory, randomUUID())
      const text = JSON.stringify(content)
      await writeFile(path, text)
      const facts = { contentType: 'application/json', sizeBytes: Buffer.byteLength(text), sha256: '' }
      return (await artifacts.storeUpload(orgId, { path, fileName: 'story.json', ...facts })).relativePath
    },
    claim: async (tenant, type, payload, locale = 'en') => {
      const { id } = await submitTask(ledger.db, { ...tenant, type, payload, locale, traceparent: null })
      const claim = await claimTask(ledger.db, { id, service: 'rag', owner: 'test', leaseMs: 60_000 })
      if (!claim) throw new Error(`task ${id} could not be claimed`)
      const parsed = parseInput(TASKS[type].payload, payload, 'payload') as ClaimedTask<typeof type>['payload']
      return { id, orgId: tenant.orgId, type, payload: parsed, locale, attempt: claim.attempt, epoch: claim.epoch }
    },
    commit: (outcome) => ledger.db.transaction().execute(async (trx) => outcome.commit?.(trx)),
    readResult: async (orgId, outcome) =>
      JSON.parse((await artifacts.read(orgId, outcome.outputPath)).toString()) as Record<string, unknown>,
    close: async () => {
      await own?.close()
      store.close()
      await rm(directory, { recursive: true })
    },
  }
}
