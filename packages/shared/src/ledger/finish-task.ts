import { type Kysely, sql, type Transaction } from 'kysely'
import type { AppError } from '../errors/app-error.ts'
import { EDGE_CODE } from '../errors/error-code.ts'
import type { Locale } from '../errors/sentence.ts'
import type { TaskOutcome } from '../worker/task-handler.ts'
import type { Database } from './database.ts'
import type { Fence } from './fence.ts'
import { recordEvent } from './record-event.ts'

type Task = { id: number; orgId: string; locale: Locale }

/** What the Edge reads of a failed task. */
export const failureResult = (error: AppError, locale: Locale): Record<string, unknown> => ({
  error: error.in(locale),
  code: EDGE_CODE[error.code],
})

const finish = (trx: Transaction<Database>, fence: Fence) =>
  trx
    .updateTable('vss.task')
    .where('id', '=', fence.taskId)
    .where('lease_epoch', '=', fence.epoch)
    .where('status', '=', 'running')

const ended = {
  finished_at: sql<Date>`clock_timestamp()`,
  modified_at: sql<Date>`now()`,
  lease_until: null,
}

/**
 * Result, event and whatever the pipeline wants visible with them, in one transaction. False: the claim is stale,
 * nothing was written.
 */
export const completeTask = (db: Kysely<Database>, task: Task, fence: Fence, outcome: TaskOutcome): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const result = { message: outcome.message, output_file_path: outcome.outputPath, ...outcome.fields }
    const updated = await finish(trx, fence)
      .set({
        ...ended,
        status: 'completed',
        result: JSON.stringify(result),
        output_path: outcome.outputPath,
        progress: 1,
        progress_message: null,
      })
      .returning('id')
      .executeTakeFirst()
    if (!updated) return false
    await outcome.commit?.(trx)
    await recordEvent(trx, task, 'completed', result)
    return true
  })

/** False: the claim is stale, nothing was written. */
export const failTask = (db: Kysely<Database>, task: Task, fence: Fence, error: AppError): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const result = failureResult(error, task.locale)
    const updated = await finish(trx, fence)
      .set({ ...ended, status: 'failed', result: JSON.stringify(result) })
      .returning('id')
      .executeTakeFirst()
    if (!updated) return false
    await recordEvent(trx, task, 'failed', result)
    return true
  })

/** Ends a task nobody holds: the reconciler's way. False: it was not open any more. */
export const failOpenTask = (db: Kysely<Database>, task: Task, error: AppError): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const result = failureResult(error, task.locale)
    const updated = await trx
      .updateTable('vss.task')
      .set({ ...ended, status: 'failed', result: JSON.stringify(result) })
      .where('id', '=', task.id)
      .where('status', 'in', ['ready', 'running'])
      .returning('id')
      .executeTakeFirst()
    if (!updated) return false
    await recordEvent(trx, task, 'failed', result)
    return true
  })
