import type { Kysely, RawBuilder, Transaction } from 'kysely'
import type { AppError } from '../errors/app-error.ts'
import { ERRORS } from '../errors/errors.ts'
import type { Locale } from '../errors/sentence.ts'
import { crashPoint } from '../process/crash-point.ts'
import type { Database } from './database.ts'
import { endTask, heldBy } from './end-task.ts'
import type { Fence } from './fence.ts'

type Task = { id: number; orgId: string; locale: Locale }

/** How a pipeline ends when it ends well. */
export type TaskOutcome = {
  /** One sentence for a person, in the task's locale. */
  message: string
  /** `relative_path` of the stored result file. */
  outputPath: string
  /** Small per-type fields of the status body, beside `message` and `output_file_path`. */
  fields?: Record<string, unknown>
  /** Runs inside the completing transaction: what must become visible together with the result. */
  commit?: (trx: Transaction<Database>) => Promise<void>
}

/** What the Edge reads of a failed task. */
export const failureResult = (error: AppError, locale: Locale): Record<string, unknown> => ({
  error: error.in(locale),
  code: ERRORS[error.code].edge,
})

/**
 * Result, event and whatever the pipeline wants visible with them, in one transaction. False: the claim is stale,
 * nothing was written.
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

/** Fails a task without holding it: the reconciler's way. False: `condition` does not hold any more. */
export const failTaskWhile = (
  db: Kysely<Database>,
  task: Task,
  condition: RawBuilder<boolean>,
  error: AppError,
): Promise<boolean> =>
  db
    .transaction()
    .execute((trx) => endTask(trx, task, condition, { status: 'failed', result: failureResult(error, task.locale) }))
