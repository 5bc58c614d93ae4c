import { type Kysely, sql } from 'kysely'
import { AppError } from '../errors/app-error.ts'
import type { ErrorCode } from '../errors/errors.ts'
import type { Database } from '../ledger/database.ts'
import { type Fence, StaleClaimError } from '../ledger/lease.ts'
import type { Units } from './usage.ts'

/** Who pays for a call: a claimed task is one. `fence` is null for a call that no task asked for. */
export type Payer = { orgId: string; fence: Fence | null }

/** In US dollars, over everything that was or may have been paid. */
export type Budget = { taskUsd: number; organizationDayUsd: number }

/** Throws the budget's sentence with `code` once a task, or an organisation on one day (UTC), has used what it may. */
const checkBudget = async (db: Kysely<Database>, payer: Payer, budget: Budget, code: ErrorCode): Promise<void> => {
  const { rows } = await sql<{ task: number; today: number }>`
    select
      (select coalesce(sum(cost_usd), 0)::float8 from vss.provider_call where task_id = ${payer.fence?.taskId ?? null}) as task,
      (select coalesce(sum(cost_usd), 0)::float8 from vss.provider_call where org_id = ${payer.orgId}
        and created_at >= date_trunc('day', now() at time zone 'utc') at time zone 'utc') as today`.execute(db)
  const { task = 0, today = 0 } = rows[0] ?? {}
  if (task >= budget.taskUsd)
    throw new AppError(code, 'provider.task_budget', { spent: task.toFixed(2), limit: budget.taskUsd })
  if (today >= budget.organizationDayUsd)
    throw new AppError(code, 'provider.organization_budget', {
      spent: today.toFixed(2),
      limit: budget.organizationDayUsd,
    })
}

type Intent = { stepKey: string; provider: string; model: string; units: Units; costUsd: number }

const insertIntent = async (db: Kysely<Database>, payer: Payer, call: Intent): Promise<string | undefined> => {
  const values = sql`${payer.orgId}::uuid, ${call.stepKey}::text, ${call.provider}::text, ${call.model}::text,
    ${JSON.stringify(call.units)}::jsonb, ${call.costUsd}::numeric`
  const columns = sql`org_id, step_key, provider, model, units, cost_usd`
  const { rows } = payer.fence
    ? await sql<{ id: string }>`
        insert into vss.provider_call (task_id, lease_epoch, ${columns})
        select id, lease_epoch, ${values} from vss.task
        where id = ${payer.fence.taskId} and lease_epoch = ${payer.fence.epoch} and status = 'running'
        returning id`.execute(db)
    : await sql<{ id: string }>`
        insert into vss.provider_call (${columns}) values (${values}) returning id`.execute(db)
  return rows[0]?.id
}

/**
 * Writes that a call is about to be made, and returns its id. What it may cost counts from then on, so that calls at the
 * same moment cannot share the rest of a budget. Throws the budget's sentence with `code`, and `StaleClaimError` when
 * the task is no longer the payer's: a cancelled task pays for nothing more.
 */
export const recordIntent = (
  db: Kysely<Database>,
  payer: Payer,
  call: Intent,
  { budget, code }: { budget: Budget; code: ErrorCode },
): Promise<string> =>
  db.transaction().execute(async (trx) => {
    // One call of an organisation at a time: the next one sees what this one may cost.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`budget ${payer.orgId}`}, 0))`.execute(trx)
    await checkBudget(trx, payer, budget, code)
    const id = await insertIntent(trx, payer, call)
    if (!id && payer.fence) throw new StaleClaimError(payer.fence)
    if (!id) throw new Error('the ledger did not keep a provider call')
    return id
  })

/** Writes how a call ended. For `unknown` the estimate of the intent stays: it may have been paid. */
export const recordEnd = async (
  db: Kysely<Database>,
  id: string,
  end: { state: 'ok' | 'error'; units: Units; costUsd: number } | { state: 'unknown' },
): Promise<void> => {
  await db
    .updateTable('vss.provider_call')
    .set({
      state: end.state,
      finished_at: sql<Date>`now()`,
      ...(end.state === 'unknown' ? {} : { units: JSON.stringify(end.units), cost_usd: end.costUsd }),
    })
    .where('id', '=', id)
    .execute()
}
