import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { AppError } from '../errors/app-error.ts'
import { ERRORS } from '../errors/errors.ts'
import type { Locale } from '../errors/sentence.ts'
import { crashPoint } from '../process/crash-point.ts'
import type { Database } from './database.ts'
import { type Fence, heldBy } from './lease.ts'
import { toJsonb } from './to-jsonb.ts'

/**
 * Appends an event of a task. The event is numbered under the lock of the task's row, so call this in the transaction
 * that changes the row. The relay publishes it later.
 */
export const recordEvent = async (
  trx: Kysely<Database>,
  task: { id: number; orgId: string },
  type: Database['vss.task_event']['type'],
  data: Record<string, unknown>,
): Promise<void> => {
  await sql`
    with numbered as (
      update vss.task set event_seq = event_seq + 1 where id = ${task.id} returning event_seq
    )
    insert into vss.task_event (task_id, org_id, seq, type, data)
    select ${task.id}, ${task.orgId}, event_seq, ${type}, ${toJsonb(data)}::jsonb from numbered`.execute(trx)
}

export type TaskEnd = {
  status: 'completed' | 'failed' | 'cancelled'
  result: Record<string, unknown>
  outputPath?: string
}

/**
 * The only way in which a task ends: its row and its event, in the caller's transaction. False: `condition` does not
 * hold, nothing was written.
 */
export const endTask = async (
  trx: Kysely<Database>,
  task: { id: number; orgId: string },
  condition: RawBuilder<boolean>,
  { status, result, outputPath }: TaskEnd,
): Promise<boolean> => {
  const ended = await trx
    .updateTable('vss.task')
    .set({
      status,
      result: toJsonb(result),
      finished_at: sql<Date>`clock_timestamp()`,
      modified_at: sql<Date>`now()`,
      lease_until: null,
      ...(outputPath !== undefined && { output_path: outputPath, progress: 1, progress_message: null }),
    })
    .where('id', '=', task.id)
    .where(condition)
    .returning('id')
    .executeTakeFirst()
  if (!ended) return false
  await recordEvent(trx, task, status, result)
  return true
}

type Task = { id: number; orgId: string; locale: Locale }

/** The result of a pipeline. */
export type TaskOutcome = {
  /** One sentence for a person, in the task's locale. */
  message: string
  /** `relative_path` of the stored result file. */
  outputPath: string
  /** Small additional fields of the status body, depending on the task type. */
  fields?: Record<string, unknown>
  /** Runs inside the completing transaction, for rows that must become visible together with the result. */
  commit?: (trx: Transaction<Database>) => Promise<void>
}

/** The result of a failed task, as the Edge reads it. */
export const failureResult = (error: AppError, locale: Locale): Record<string, unknown> => ({
  error: error.in(locale),
  code: ERRORS[error.code].edge,
})

/**
 * Writes result, event and the pipeline's own rows in one transaction. False: the claim is stale, nothing was written.
 */
export const completeTask = async (
  db: Kysely<Database>,
  task: Task,
  fence: Fence,
  outcome: TaskOutcome,
): Promise<boolean> => {
  const { message, outputPath, fields } = outcome
  const result = { message, output_file_path: outputPath, ...fields }
  crashPoint('before_complete')
  const completed = await db.transaction().execute(async (trx) => {
    const ended = await endTask(trx, task, heldBy(fence), { status: 'completed', result, outputPath })
    if (ended) await outcome.commit?.(trx)
    crashPoint('before_commit')
    return ended
  })
  crashPoint('after_commit')
  return completed
}

/** False: the claim is stale, nothing was written. */
export const failTask = (db: Kysely<Database>, task: Task, fence: Fence, error: AppError): Promise<boolean> =>
  failTaskWhile(db, task, heldBy(fence), error)

/** Fails a task without a claim, as the reconciler does. False: `condition` does not hold any more. */
export const failTaskWhile = (
  db: Kysely<Database>,
  task: Task,
  condition: RawBuilder<boolean>,
  error: AppError,
): Promise<boolean> =>
  db
    .transaction()
    .execute((trx) => endTask(trx, task, condition, { status: 'failed', result: failureResult(error, task.locale) }))
