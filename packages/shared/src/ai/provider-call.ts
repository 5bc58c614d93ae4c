import { type Kysely, sql } from 'kysely'
import { AppError } from '../errors/app-error.ts'
import type { ErrorCode } from '../errors/errors.ts'
import type { Database } from '../ledger/database.ts'
import { type Fence, StaleClaimError } from '../ledger/lease.ts'
import type { Units } from './usage.ts'

/** The one who pays for a call, such as a claimed task. `fence` is null for a call that belongs to no task. */
export type Payer = { orgId: string; fence: Fence | null }

/** Limits in US dollars, over all calls that were or may have been paid. */
export type Budget = { taskUsd: number; organizationDayUsd: number }

/** Throws an error with `code` if the task, or the organisation on this day (UTC), has used up its budget. */
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
 * Records that a call is about to be made, and returns its id. Its estimated cost counts from then on, so that concurrent
 * calls cannot all spend the rest of a budget. Throws an error with `code` if the budget is used up, and
 * `StaleClaimError` if the claim is stale: a cancelled task pays for no further call.
 */
export const recordIntent = (
  db: Kysely<Database>,
  payer: Payer,
  call: Intent,
  { budget, code }: { budget: Budget; code: ErrorCode },
): Promise<string> =>
  db.transaction().execute(async (trx) => {
    // One call of an organisation at a time, so that the next one sees the estimate of this one.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`budget ${payer.orgId}`}, 0))`.execute(trx)
    await checkBudget(trx, payer, budget, code)
    const id = await insertIntent(trx, payer, call)
    if (!id && payer.fence) throw new StaleClaimError(payer.fence)
    if (!id) throw new Error('the ledger did not keep a provider call')
    return id
  })

/** Records how a call ended. For `unknown` the estimate of the intent stays, since the call may have been paid. */
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
