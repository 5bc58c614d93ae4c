import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'
import type { Fence } from './fence.ts'
import { recordEvent } from './record-event.ts'
import { toJsonb } from './to-jsonb.ts'

export type TaskEnd = {
  status: 'completed' | 'failed' | 'cancelled'
  result: Record<string, unknown>
  outputPath?: string
}

/** True while the claim is the task's: the condition of everything its worker writes. */
export const heldBy = ({ epoch }: Fence): RawBuilder<boolean> => sql`lease_epoch = ${epoch} and status = 'running'`

/**
 * The one way a task ends: its row and its event, in the caller's transaction. False: `condition` does not hold (any
 * more), nothing was written.
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
