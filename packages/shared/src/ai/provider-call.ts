import { type Kysely, sql } from 'kysely'
import { AppError } from '../errors/app-error.ts'
import type { ErrorCode } from '../errors/error-code.ts'
import type { Database } from '../ledger/database.ts'
import { StaleClaimError } from '../ledger/fence.ts'
import type { Units } from './units.ts'

/** On whose behalf a provider is called. `task` is null for what no task asked for. */
export type Caller = { orgId: string; task: { id: number; epoch: number } | null }

/** In US dollars, over everything that was or may have been paid. */
export type Budget = { taskUsd: number; organizationDayUsd: number }

/** Throws the budget's sentence with `code` once a task, or an organisation on one day (UTC), has used what it may. */
export const checkBudget = async (
  db: Kysely<Database>,
  caller: Caller,
  budget: Budget,
  code: ErrorCode,
): Promise<void> => {
  const { rows } = await sql<{ task: number; today: number }>`
    select
      (select coalesce(sum(cost_usd), 0)::float8 from vss.provider_call where task_id = ${caller.task?.id ?? null}) as task,
      (select coalesce(sum(cost_usd), 0)::float8 from vss.provider_call where org_id = ${caller.orgId}
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

/**
 * Writes that a call is about to be made, and returns its id. Throws `StaleClaimError` when the task is no longer the
 * caller's: a cancelled task pays for nothing more.
 */
export const recordIntent = async (
  db: Kysely<Database>,
  caller: Caller,
  call: { stepKey: string; provider: string; model: string; units: Units; costUsd: number },
): Promise<string> => {
  const values = sql`${caller.orgId}::uuid, ${call.stepKey}::text, ${call.provider}::text, ${call.model}::text,
    ${JSON.stringify(call.units)}::jsonb, ${call.costUsd}::numeric`
  const columns = sql`org_id, step_key, provider, model, units, cost_usd`
  const { rows } = caller.task
    ? await sql<{ id: string }>`
        insert into vss.provider_call (task_id, lease_epoch, ${columns})
        select id, lease_epoch, ${values} from vss.task
        where id = ${caller.task.id} and lease_epoch = ${caller.task.epoch} and status = 'running'
        returning id`.execute(db)
    : await sql<{ id: string }>`
        insert into vss.provider_call (${columns}) values (${values}) returning id`.execute(db)
  const id = rows[0]?.id
  if (!id && caller.task) throw new StaleClaimError({ taskId: caller.task.id, epoch: caller.task.epoch })
  if (!id) throw new Error('the ledger did not keep a provider call')
  return id
}

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
