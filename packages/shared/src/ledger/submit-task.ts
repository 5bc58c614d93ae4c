import { type Kysely, sql, type Transaction } from 'kysely'
import { TASKS, type TaskType } from '../contracts/registry.ts'
import { AppError } from '../errors/app-error.ts'
import type { Locale } from '../errors/sentence.ts'
import type { Database, TaskStatus } from './database.ts'
import { DEADLINE_MIN } from './task-limits.ts'

export type NewTask = {
  orgId: string
  instanceId: string
  type: TaskType
  payload: Record<string, unknown>
  locale: Locale
  traceparent: string | null
  /** The same key with the same fingerprint of the body gives the same task. */
  idempotency?: { key: string; fingerprint: string }
}

export type SubmittedTask = { id: number; status: TaskStatus; createdAt: Date; replayed: boolean }

/** Writes a `ready` row; the dispatcher finds it. `retryOf` links a retried task to the one it repeats. */
export const insertTask = (db: Kysely<Database>, task: NewTask & { retryOf?: number }) =>
  db
    .insertInto('vss.task')
    .values({
      org_id: task.orgId,
      instance_id: task.instanceId,
      service: TASKS[task.type].service,
      type: task.type,
      payload: JSON.stringify(task.payload),
      locale: task.locale,
      retry_of: task.retryOf ?? null,
      traceparent: task.traceparent,
      deadline_at: sql<Date>`now() + make_interval(mins => ${DEADLINE_MIN})`,
    })
    .returning(['id', 'status', 'created_at as createdAt'])
    .executeTakeFirstOrThrow()

const findReplay = async (
  trx: Transaction<Database>,
  task: NewTask,
  idempotency: { key: string; fingerprint: string },
): Promise<SubmittedTask | null> => {
  // Two requests with one key: the second waits here until the first has committed.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${task.orgId}/${idempotency.key}`}, 0))`.execute(trx)
  const known = await trx
    .selectFrom('vss.idempotency_key as k')
    .innerJoin('vss.task as t', 't.id', 'k.task_id')
    .where('k.org_id', '=', task.orgId)
    .where('k.key', '=', idempotency.key)
    .select(['k.fingerprint', 't.id', 't.status', 't.created_at as createdAt'])
    .executeTakeFirst()
  if (!known) return null
  if (known.fingerprint !== idempotency.fingerprint) {
    throw new AppError('idempotency_mismatch', 'idempotency.mismatch', { key: idempotency.key })
  }
  return { id: known.id, status: known.status, createdAt: known.createdAt, replayed: true }
}

/**
 * Accepts a task: when this returns, the task is committed and will be worked on, whatever happens to NATS.
 * Throws `idempotency_mismatch` when the key was used with another body.
 */
export const submitTask = async (db: Kysely<Database>, task: NewTask): Promise<SubmittedTask> => {
  const { idempotency } = task
  if (!idempotency) return { ...(await insertTask(db, task)), replayed: false }
  return db.transaction().execute(async (trx) => {
    const replay = await findReplay(trx, task, idempotency)
    if (replay) return replay
    const created = await insertTask(trx, task)
    await trx
      .insertInto('vss.idempotency_key')
      .values({ org_id: task.orgId, key: idempotency.key, fingerprint: idempotency.fingerprint, task_id: created.id })
      .execute()
    return { ...created, replayed: false }
  })
}
