import { type Kysely, sql } from 'kysely'
import type { TaskType } from '../contracts/registry.ts'
import type { ServiceName } from '../contracts/task-contract.ts'
import type { Locale } from '../errors/sentence.ts'
import type { Database } from './database.ts'
import { recordEvent } from './end-task.ts'
import type { Fence } from './lease.ts'

export type Claim<T extends TaskType = TaskType> = {
  id: number
  orgId: string
  type: T
  payload: Record<string, unknown>
  locale: Locale
  traceparent: string | null
  /** Every later write under this claim is conditional on it. */
  fence: Fence
  attempt: number
  /** Time left until the deadline, by the database's clock. */
  remainingMs: number
  /** Time since the task was created, by the database's clock. */
  waitedMs: number
}

/**
 * Claims a task for one worker. Null: the task is already running, finished, parked, past its deadline or unknown. In
 * both cases the command has served its purpose and can be acknowledged.
 */
export const claimTask = (
  db: Kysely<Database>,
  request: { id: number; service: ServiceName; owner: string; leaseMs: number },
): Promise<Claim | null> =>
  db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('vss.task')
      .set((eb) => ({
        status: 'running',
        lease_epoch: eb('lease_epoch', '+', 1),
        lease_owner: request.owner,
        lease_until: sql<Date>`now() + make_interval(secs => ${request.leaseMs / 1000})`,
        attempt: eb('attempt', '+', 1),
        started_at: sql<Date>`coalesce(started_at, now())`,
        modified_at: sql<Date>`now()`,
      }))
      .where('id', '=', request.id)
      .where('service', '=', request.service)
      .where('status', '=', 'ready')
      .where('run_at', '<=', sql<Date>`now()`)
      .where('deadline_at', '>', sql<Date>`now()`)
      .returning(['id', 'org_id', 'type', 'payload', 'locale', 'traceparent', 'lease_epoch', 'attempt'])
      .returning([
        sql<number>`(extract(epoch from deadline_at - now()) * 1000)::float8`.as('remainingMs'),
        sql<number>`(extract(epoch from now() - created_at) * 1000)::float8`.as('waitedMs'),
      ])
      .executeTakeFirst()
    if (!row) return null
    await recordEvent(trx, { id: row.id, orgId: row.org_id }, 'started', { attempt: row.attempt })
    return {
      id: row.id,
      orgId: row.org_id,
      type: row.type,
      payload: row.payload,
      locale: row.locale,
      traceparent: row.traceparent,
      fence: { taskId: row.id, epoch: row.lease_epoch },
      attempt: row.attempt,
      remainingMs: row.remainingMs,
      waitedMs: row.waitedMs,
    }
  })
