import { AppError } from '@vss/shared/errors/app-error.ts'
import { type Locale, sentence } from '@vss/shared/errors/sentence.ts'
import { WORKER_LIVE_SEC } from '@vss/shared/ledger/announce-worker.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { failTaskWhile } from '@vss/shared/ledger/end-task.ts'
import { MAX_ATTEMPTS } from '@vss/shared/ledger/submit-task.ts'
import { type Kysely, sql } from 'kysely'

/** Makes tasks dispatchable again whose command was not claimed within `unclaimedSec`. Returns how many. */
export const recoverUnclaimed = async (db: Kysely<Database>, unclaimedSec: number): Promise<number> => {
  const { numUpdatedRows } = await db
    .updateTable('vss.task')
    .set({ dispatched_at: sql<null>`null` })
    .where('status', '=', 'ready')
    .where('dispatched_at', '<', sql<Date>`now() - make_interval(secs => ${unclaimedSec})`)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Makes tasks whose worker went silent ready again, and fails those on their last attempt. Returns how many. */
export const recoverExpiredLeases = async (db: Kysely<Database>): Promise<number> => {
  const { numUpdatedRows } = await db
    .updateTable('vss.task')
    .set({
      status: 'ready',
      run_at: sql<Date>`now()`,
      dispatched_at: null,
      lease_until: null,
      last_problem: sentence('en', 'task.crashed'),
    })
    .where('status', '=', 'running')
    .where('lease_until', '<', sql<Date>`now()`)
    .where('attempt', '<', MAX_ATTEMPTS)
    .executeTakeFirst()
  const exhausted = await db
    .selectFrom('vss.task')
    .select(['id', 'org_id as orgId', 'locale', 'attempt'])
    .where('status', '=', 'running')
    .where('lease_until', '<', sql<Date>`now()`)
    .where('attempt', '>=', MAX_ATTEMPTS)
    .execute()
  for (const task of exhausted) {
    const detail = { key: 'task.crashed', params: {} } as const
    const error = new AppError('execution_failed', 'task.attempts_exhausted', { attempts: task.attempt, detail })
    // Only while the lease is still expired: the worker may have renewed it since.
    await failTaskWhile(db, task, sql`status = 'running' and lease_until < now()`, error)
  }
  return Number(numUpdatedRows) + exhausted.length
}

type Overdue = {
  id: number
  orgId: string
  locale: Locale
  service: string
  attempt: number
  waitedSec: number
  ranSec: number
  minutes: number
  workers: number
}

const overdueError = (task: Overdue): AppError => {
  const hintKey =
    task.ranSec > task.waitedSec
      ? 'task.deadline_ran'
      : task.workers === 0
        ? 'task.deadline_no_worker'
        : 'task.deadline_busy'
  return new AppError('execution_failed', 'task.deadline', {
    minutes: task.minutes,
    waited: task.waitedSec,
    ran: task.ranSec,
    attempts: task.attempt,
    hint: { key: hintKey, params: { service: task.service } },
  })
}

export const OVERDUE_BATCH = 500

/** Fails tasks past their deadline, with a sentence that tells where the time went. Returns how many: a batch at most. */
export const failOverdue = async (db: Kysely<Database>): Promise<number> => {
  const { rows } = await sql<Overdue>`
    select id, org_id as "orgId", locale, service, attempt,
      round(extract(epoch from coalesce(started_at, now()) - created_at))::int as "waitedSec",
      round(extract(epoch from now() - coalesce(started_at, now())))::int as "ranSec",
      round(extract(epoch from deadline_at - created_at) / 60)::int as minutes,
      (select count(*)::int from vss.worker w
        where w.service = t.service and w.seen_at > now() - make_interval(secs => ${WORKER_LIVE_SEC})) as workers
    from vss.task t where status in ('ready', 'running') and deadline_at < now() limit ${OVERDUE_BATCH}`.execute(db)
  const isOpen = sql<boolean>`status in ('ready', 'running')`
  for (const task of rows) await failTaskWhile(db, task, isOpen, overdueError(task))
  return rows.length
}

/** Deletes workers that have been silent for an hour. */
export const forgetDeadWorkers = async (db: Kysely<Database>): Promise<void> => {
  await db.deleteFrom('vss.worker').where('seen_at', '<', sql<Date>`now() - interval '1 hour'`).execute()
}
