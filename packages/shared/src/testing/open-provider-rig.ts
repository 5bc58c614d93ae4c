import { readFileSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { makeCallProvider } from '../ai/call-provider.ts'
import { makeGeminiEmbedder } from '../ai/gemini/make-gemini-embedder.ts'
import { makeGeminiModel } from '../ai/gemini/make-gemini-model.ts'
import { parsePricing } from '../ai/load-pricing.ts'
import type { ProviderLimit } from '../ai/load-provider-limits.ts'
import type { Budget, Payer } from '../ai/provider-call.ts'
import { geminiSettings } from '../ai/provider-settings.ts'
import { claimTask } from '../ledger/claim-task.ts'
import type { Database } from '../ledger/database.ts'
import type { Fence } from '../ledger/lease.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { submitTask } from '../ledger/submit-task.ts'
import { type GeminiStubOptions, openGeminiStub } from '../model-stubs/gemini-stub.ts'
import { openTestLedger } from './open-test-ledger.ts'
import { seedTenant } from './seed-tenant.ts'

const PRICING = readFileSync(new URL('../../../../conf/pricing.yaml', import.meta.url), 'utf8')
/** Before the price of the default model changes. */
const TODAY = new Date('2026-11-24T12:00:00Z')
const silent = pino({ level: 'silent' })

export type ReplicaOptions = {
  limit?: Partial<ProviderLimit>
  budget?: Partial<Budget>
  settings?: Record<string, string>
  log?: pino.Logger
}

/** A Gemini stub, a ledger, a claimed task, and replicas (each with its own pool) that call the stub for it. */
export const openProviderRig = async (stubOptions: GeminiStubOptions = {}) => {
  const ledger = await openTestLedger()
  const stub = await openGeminiStub(stubOptions)
  const open = [stub.close]
  const tenant = await seedTenant(ledger.db)

  const claim = async (): Promise<Payer & { fence: Fence }> => {
    const payload = { input_narration_path: 'x', service_params: { template_name: 't' } }
    const task = { ...tenant, type: 'GENERATE_DUBBING', payload, locale: 'en', traceparent: null } as const
    const { id } = await submitTask(ledger.db, task)
    const claimed = await claimTask(ledger.db, { id, service: 'dubbing', owner: 'rig', leaseMs: 600_000 })
    if (!claimed) throw new Error('the task of the rig could not be claimed')
    return { orgId: tenant.orgId, fence: claimed.fence }
  }

  /** Pauses take no time: they are recorded and move the clock. `random` is one half. */
  const openReplica = (payer: Payer, options: ReplicaOptions = {}) => {
    const pool = openLedger(ledger.url, { maxConnections: 4, log: silent })
    open.unshift(pool.close)
    const pausesMs: number[] = []
    const clockMs = () => pausesMs.reduce((sum, ms) => sum + ms, 0)
    const callProvider = makeCallProvider({
      db: pool.db,
      log: options.log ?? silent,
      limits: () => ({ requestsPerMinute: 100_000, unitsPerMinute: 1e9, concurrency: 64, ...options.limit }),
      pricing: parsePricing(PRICING, 'conf/pricing.yaml'),
      budget: { taskUsd: 1000, organizationDayUsd: 1000, ...options.budget },
      random: () => 0.5,
      clockMs,
      today: () => TODAY,
      pause: async (ms, signal) => {
        signal.throwIfAborted()
        pausesMs.push(ms)
      },
    })(payer)
    const settings = geminiSettings.parse({ GEMINI_BASE_URL: stub.url, ...options.settings })
    const apiKey = settings.GOOGLE_API_KEY ?? stub.apiKey
    const model = makeGeminiModel(settings, apiKey, () => 0.5)(callProvider, settings.GEMINI_MODEL)
    const embedder = makeGeminiEmbedder(settings, apiKey)(callProvider)
    return { model, embedder, pausesMs, clockMs }
  }

  return {
    db: ledger.db,
    stub,
    claim,
    openReplica,
    /** The rows of provider calls, oldest first. */
    calls: () => ledger.db.selectFrom('vss.provider_call').selectAll().orderBy('created_at').execute(),
    /** Moves all times that the limits remember into the past. */
    elapse: async (sec: number) => {
      await sql`update vss.provider_limit set blocked_until = blocked_until - make_interval(secs => ${sec}),
        open_until = open_until - make_interval(secs => ${sec})`.execute(ledger.db)
    },
    close: async () => {
      for (const close of open) await close()
      await ledger.close()
    },
  }
}

/** US dollars. `uncertainUsd` is the estimate for calls without an answer, which may have been paid. */
export type TaskCost = { usd: number; uncertainUsd: number; calls: number }

/** The cost of a task so far, including repaired and repeated calls and those of earlier attempts. */
export const sumTaskCost = async (db: Kysely<Database>, taskId: number): Promise<TaskCost> => {
  const { rows } = await sql<TaskCost>`
    select
      coalesce(sum(cost_usd) filter (where state in ('ok', 'error')), 0)::float8 as usd,
      coalesce(sum(cost_usd) filter (where state in ('intent', 'unknown')), 0)::float8 as "uncertainUsd",
      count(*)::int as calls
    from vss.provider_call where task_id = ${taskId}`.execute(db)
  return rows[0] ?? { usd: 0, uncertainUsd: 0, calls: 0 }
}
