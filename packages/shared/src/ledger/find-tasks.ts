import type { Kysely, Selectable } from 'kysely'
import type { TaskType } from '../contracts/registry.ts'
import type { Database, TaskStatus } from './database.ts'

export type TaskRow = Selectable<Database['vss.task']>

/** The organisation's task, or undefined. A task of another organisation counts as not existing. */
export const findTask = (db: Kysely<Database>, orgId: string, id: number): Promise<TaskRow | undefined> =>
  db.selectFrom('vss.task').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst()

export type TaskFilter = {
  /** Only tasks older than this id. */
  cursor?: number
  limit: number
  status?: TaskStatus[]
  type?: TaskType
  createdFrom?: Date
  createdTo?: Date
}

/** One page of an organisation's tasks, newest first; `nextCursor` is null on the last page. */
export const listTasks = async (
  db: Kysely<Database>,
  orgId: string,
  filter: TaskFilter,
): Promise<{ tasks: TaskRow[]; nextCursor: number | null }> => {
  let query = db.selectFrom('vss.task').selectAll().where('org_id', '=', orgId)
  if (filter.cursor !== undefined) query = query.where('id', '<', filter.cursor)
  if (filter.status) query = query.where('status', 'in', filter.status)
  if (filter.type) query = query.where('type', '=', filter.type)
  if (filter.createdFrom) query = query.where('created_at', '>=', filter.createdFrom)
  if (filter.createdTo) query = query.where('created_at', '<', filter.createdTo)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute()
  const tasks = rows.slice(0, filter.limit)
  return { tasks, nextCursor: rows.length > filter.limit ? (tasks.at(-1)?.id ?? null) : null }
}
