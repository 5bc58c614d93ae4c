import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database, TaskStatus } from './database.ts'
import type { TaskRow } from './find-tasks.ts'
import { type Idempotency, insertTask, type SubmittedTask, submitOnce } from './submit-task.ts'

export type RetryRequest = { instanceId: string; traceparent: string | null; idempotency: Idempotency }

const findOpenRetry = async (trx: Transaction<Database>, old: TaskRow): Promise<SubmittedTask | null> => {
  const open = await trx
    .selectFrom('vss.task')
    .where('org_id', '=', old.org_id)
    .where('id', '>', old.id)
    .where('retry_of', '=', old.id)
    .where('status', 'in', ['ready', 'running'])
    .orderBy('id', 'desc')
    .select(['id', 'status', 'created_at as createdAt', 'traceparent'])
    .executeTakeFirst()
  return open ? { ...open, replayed: true } : null
}

const insertRetry = async (
  trx: Transaction<Database>,
  old: TaskRow,
  { instanceId, traceparent }: RetryRequest,
): Promise<SubmittedTask> => {
  const { id, org_id: orgId, type, payload, locale } = old
  const created = await insertTask(trx, { orgId, instanceId, type, payload, locale, traceparent, retryOf: id })
  await sql`
    insert into vss.task_step (task_id, step_key, input_hash, output, object_key, epoch)
    select ${created.id}, step_key, input_hash, output, object_key, 0 from vss.task_step where task_id = ${id}
  `.execute(trx)
  return created
}

/**
 * Retries a failed or cancelled task as a new task, which starts with the finished steps of the old one. While the new
 * task is open, further requests are answered with it, because another one would pay for the same work again. Safe to
 * repeat. Throws `idempotency_mismatch` if the key was used for another request.
 */
export const retryTask = (
  db: Kysely<Database>,
  orgId: string,
  id: number,
  request: RetryRequest,
): Promise<(SubmittedTask & { type: TaskRow['type'] }) | 'not_found' | { refused: TaskStatus }> =>
  db.transaction().execute(async (trx) => {
    // The lock makes the second of two concurrent requests find the retry of the first.
    const old = await trx
      .selectFrom('vss.task')
      .selectAll()
      .where('org_id', '=', orgId)
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!old) return 'not_found'
    if (old.status !== 'failed' && old.status !== 'cancelled') return { refused: old.status }
    const submitted = await submitOnce(
      trx,
      orgId,
      request.idempotency,
      async () => (await findOpenRetry(trx, old)) ?? (await insertRetry(trx, old, request)),
    )
    return { ...submitted, type: old.type }
  })
