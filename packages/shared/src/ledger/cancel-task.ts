import { type Kysely, sql } from 'kysely'
import { AppError } from '../errors/app-error.ts'
import type { Database, TaskStatus } from './database.ts'
import { endTask, failureResult } from './end-task.ts'

/** Ends an open task immediately. Its worker notices with its next heartbeat at the latest. */
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
    const result = failureResult(new AppError('execution_failed', 'task.cancelled'), task.locale)
    const isOpen = sql<boolean>`status in ('ready', 'running')`
    const ended = await endTask(trx, { id, orgId }, isOpen, { status: 'cancelled', result })
    return ended ? 'cancelled' : { finished: task.status }
  })
