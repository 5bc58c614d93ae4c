import type { Database } from '@vss/shared/ledger/database.ts'
import type { NatsConnection } from '@vss/shared/messaging/connect-nats.ts'
import { findTasksStream, provisionStreams, type TasksStream } from '@vss/shared/messaging/provision-streams.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import { type Kysely, sql } from 'kysely'

/** Makes all unclaimed tasks dispatchable again, because any command published so far may be lost. */
const forgetDispatches = async (db: Kysely<Database>): Promise<number> => {
  const { numUpdatedRows } = await db
    .updateTable('vss.task')
    .set({ dispatched_at: sql<null>`null` })
    .where('status', '=', 'ready')
    .where('dispatched_at', 'is not', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

const highestAcknowledged = async (db: Kysely<Database>): Promise<number> => {
  const row = await db
    .selectFrom('vss.task')
    .select((eb) => eb.fn.max('stream_seq').as('seq'))
    .where('status', '=', 'ready')
    .where('dispatched_at', 'is not', null)
    .executeTakeFirst()
  return row?.seq ?? 0
}

/**
 * Recreates a missing stream or consumer. When the TASKS stream was lost, recreated or rolled back, makes its tasks
 * dispatchable again. Returns the state of the stream, to be compared with next time.
 */
export const reconcileStream = async (
  deps: { db: Kysely<Database>; connection: NatsConnection; log: Logger; streamReplicas?: number },
  previous: TasksStream | null,
): Promise<TasksStream | null> => {
  const { db, connection, log } = deps
  // Before the stream is read: a sequence that is acknowledged in between must not look like a roll-back.
  const acknowledged = await highestAcknowledged(db)
  const current = await findTasksStream(connection)
  const recreated = current !== null && previous !== null && current.created !== previous.created
  const rolledBack =
    current !== null && current.lastSeq < Math.max(acknowledged, recreated ? 0 : (previous?.lastSeq ?? 0))
  if (!current?.isComplete) {
    await provisionStreams(connection, deps.streamReplicas)
    log.warn('a stream or a consumer was missing and has been made again')
  }
  if (current && !recreated && !rolledBack) return current
  const again = await forgetDispatches(db)
  log.warn({ missing: !current, recreated, rolledBack, again }, 'the TASKS stream lost messages; dispatching again')
  return current ?? findTasksStream(connection)
}
