import { type Kysely, sql, type Transaction } from 'kysely'
import { TASKS, type TaskType } from '../contracts/registry.ts'
import { AppError } from '../errors/app-error.ts'
import type { Locale } from '../errors/sentence.ts'
import type { Database, TaskStatus } from './database.ts'

/** The Edge stops polling 25 minutes after it submitted; a task is terminal a minute before that. */
export const DEADLINE_MIN = 24

/** The most claims of a task. A crash counts as an attempt, a shutdown does not. */
export const MAX_ATTEMPTS = 5

export type NewTask = {
  orgId: string
  instanceId: string
  type: TaskType
  payload: Record<string, unknown>
  locale: Locale
  traceparent: string | null
  idempotency?: Idempotency
}

/** Inserts a `ready` task, which the dispatcher finds. `retryOf` is the task that it repeats. */
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
 * Accepts a task. Once this returns, the task is committed and will be worked on, whatever happens to NATS.
 * Throws `idempotency_mismatch` if the key was used with another body.
 */
export const submitTask = (db: Kysely<Database>, task: NewTask): Promise<SubmittedTask> => {
  const { orgId, idempotency } = task
  if (!idempotency) return insertTask(db, task)
  return db.transaction().execute((trx) => submitOnce(trx, orgId, idempotency, () => insertTask(trx, task)))
}

/** The same key with the same fingerprint of the request gives the same task. */
export type Idempotency = { key: string; fingerprint: string }

export type SubmittedTask = {
  id: number
  status: TaskStatus
  createdAt: Date
  traceparent: string | null
  /** The task existed before this request. */
  replayed: boolean
}

/**
 * The task already stored under the organisation's key, otherwise the one that `submit` makes, which is then stored under
 * the key. Throws `idempotency_mismatch` if the key was used for another request.
 */
export const submitOnce = async (
  trx: Transaction<Database>,
  orgId: string,
  { key, fingerprint }: Idempotency,
  submit: () => Promise<SubmittedTask>,
): Promise<SubmittedTask> => {
  // Two requests with one key: the second waits here until the first has committed.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${orgId}/${key}`}, 0))`.execute(trx)
  const known = await trx
    .selectFrom('vss.idempotency_key as k')
    .innerJoin('vss.task as t', 't.id', 'k.task_id')
    .where('k.org_id', '=', orgId)
    .where('k.key', '=', key)
    .select(['k.fingerprint', 't.id', 't.status', 't.created_at as createdAt', 't.traceparent'])
    .executeTakeFirst()
  if (known) {
    const { fingerprint: first, ...task } = known
    if (first !== fingerprint) throw new AppError('idempotency_mismatch', 'idempotency.mismatch', { key })
    return { ...task, replayed: true }
  }
  const submitted = await submit()
  await trx
    .insertInto('vss.idempotency_key')
    .values({ org_id: orgId, key, fingerprint, task_id: submitted.id })
    .execute()
  return submitted
}
