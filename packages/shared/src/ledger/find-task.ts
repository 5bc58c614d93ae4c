import type { Kysely, Selectable } from 'kysely'
import type { Database } from './database.ts'

export type TaskRow = Selectable<Database['vss.task']>

/** The organisation's task, or undefined: another organisation's is as absent as one that never was. */
export const findTask = (db: Kysely<Database>, orgId: string, id: number): Promise<TaskRow | undefined> =>
  db.selectFrom('vss.task').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst()
