import { type Kysely, sql } from 'kysely'
import { AppError } from '../errors/app-error.ts'
import type { Database, TaskStatus } from './database.ts'
import { failureResult } from './finish-task.ts'
import { recordEvent } from './record-event.ts'

/** Ends an open task at once; its worker learns of it from its next heartbeat at the latest. */
export const cancelTask = (
  db: Kysely<Database>,
  orgId: string,
  id: number,
): Promise<'cancelled' | 'not_found' | { finished: TaskStatus }> =>
  db.transaction().execute(async (trx) => {
    const task = await trx
      .selectFrom('vss.task')
      .select(['status', 'locale'])
      .where('org_id', '=', orgId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!task) return 'not_found'
    if (task.status !== 'ready' && task.status !== 'running') return { finished: task.status }
    const result = failureResult(new AppError('execution_failed', 'task.cancelled'), task.locale)
    await trx
      .updateTable('vss.task')
      .set({
        status: 'cancelled',
        result: JSON.stringify(result),
        finished_at: sql<Date>`clock_timestamp()`,
        modified_at: sql<Date>`now()`,
        lease_until: null,
      })
      .where('id', '=', id)
      .execute()
    await recordEvent(trx, { id, orgId }, 'cancelled', result)
    return 'cancelled'
  })
