import { type Kysely, sql } from 'kysely'
import { TASKS, type TaskType } from '../contracts/registry.ts'
import type { Locale } from '../errors/sentence.ts'
import type { Database } from './database.ts'
import { type Idempotency, type SubmittedTask, submitOnce } from './submit-once.ts'
import { DEADLINE_MIN } from './task-limits.ts'

export type NewTask = {
  orgId: string
  instanceId: string
  type: TaskType
  payload: Record<string, unknown>
  locale: Locale
  traceparent: string | null
  idempotency?: Idempotency
}

/** Writes a `ready` row; the dispatcher finds it. `retryOf` links a retried task to the one it repeats. */
export const insertTask = async (
  db: Kysely<Database>,
  task: NewTask & { retryOf?: number },
): Promise<SubmittedTask> => ({
  ...(await db
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
    .returning(['id', 'status', 'created_at as createdAt', 'traceparent'])
    .executeTakeFirstOrThrow()),
  replayed: false,
})

/**
 * Accepts a task: when this returns, the task is committed and will be worked on, whatever happens to NATS.
 * Throws `idempotency_mismatch` when the key was used with another body.
 */
export const submitTask = (db: Kysely<Database>, task: NewTask): Promise<SubmittedTask> => {
  const { orgId, idempotency } = task
  if (!idempotency) return insertTask(db, task)
  return db.transaction().execute((trx) => submitOnce(trx, orgId, idempotency, () => insertTask(trx, task)))
}
