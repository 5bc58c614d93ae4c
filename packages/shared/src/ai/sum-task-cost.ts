import { type Kysely, sql } from 'kysely'
import type { Database } from '../ledger/database.ts'

/** US dollars. `uncertainUsd` is the estimate for calls that were made and never answered: they may have been paid. */
export type TaskCost = { usd: number; uncertainUsd: number; calls: number }

/** What a task has cost so far, repaired and repeated calls and those of earlier attempts included. */
export const sumTaskCost = async (db: Kysely<Database>, taskId: number): Promise<TaskCost> => {
  const { rows } = await sql<TaskCost>`
    select
      coalesce(sum(cost_usd) filter (where state in ('ok', 'error')), 0)::float8 as usd,
      coalesce(sum(cost_usd) filter (where state in ('intent', 'unknown')), 0)::float8 as "uncertainUsd",
      count(*)::int as calls
    from vss.provider_call where task_id = ${taskId}`.execute(db)
  return rows[0] ?? { usd: 0, uncertainUsd: 0, calls: 0 }
}
