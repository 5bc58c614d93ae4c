import { type Kysely, sql } from 'kysely'
import type { Database, TaskStatus } from './database.ts'
import { findTask } from './find-task.ts'
import { insertTask } from './submit-task.ts'

/** Retries a failed or cancelled task as a new one that starts with the finished steps of the old. */
export const retryTask = (
  db: Kysely<Database>,
  orgId: string,
  id: number,
  request: { instanceId: string; traceparent: string | null },
): Promise<{ id: number; createdAt: Date } | 'not_found' | { status: TaskStatus }> =>
  db.transaction().execute(async (trx) => {
    const old = await findTask(trx, orgId, id)
    if (!old) return 'not_found'
    if (old.status !== 'failed' && old.status !== 'cancelled') return { status: old.status }
    const created = await insertTask(trx, {
      orgId,
      instanceId: request.instanceId,
      type: old.type,
      payload: old.payload,
      locale: old.locale,
      traceparent: request.traceparent,
      retryOf: id,
    })
    await sql`
      insert into vss.task_step (task_id, step_key, input_hash, output, object_key, epoch)
      select ${created.id}, step_key, input_hash, output, object_key, 0 from vss.task_step where task_id = ${id}
    `.execute(trx)
    return { id: created.id, createdAt: created.createdAt }
  })
