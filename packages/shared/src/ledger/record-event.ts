import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'
import { toJsonb } from './to-jsonb.ts'

/**
 * Appends an event of a task, numbered under the task row's lock: call it in the transaction that changed the row.
 * The relay publishes it later; a lost message loses nothing.
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
