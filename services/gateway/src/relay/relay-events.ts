import type { Database } from '@vss/shared/ledger/database.ts'
import type { Publisher } from '@vss/shared/messaging/command.ts'
import { eventSubject } from '@vss/shared/messaging/subjects.ts'
import { crashPoint } from '@vss/shared/process/crash-point.ts'
import { type Kysely, sql } from 'kysely'

const BATCH = 200

/**
 * One turn: publishes the oldest unpublished events, at least once each, and marks them. After a crash in between, they
 * are sent again with the same ids. A message only tells its readers to look into the ledger. So its size is bounded, and
 * no event of one task can block those of others.
 */
export const relayEvents = async (db: Kysely<Database>, publisher: Publisher): Promise<'more' | 'idle'> => {
  const events = await db
    .selectFrom('vss.task_event')
    .select(['id', 'task_id', 'org_id', 'seq', 'type', 'created_at'])
    .where('published_at', 'is', null)
    .orderBy('created_at')
    .limit(BATCH)
    .execute()
  if (events.length === 0) return 'idle'
  await Promise.all(
    events.map((event) =>
      publisher.publishEvent(eventSubject(event.org_id, event.task_id, event.type), event.id, {
        id: event.id,
        taskId: event.task_id,
        orgId: event.org_id,
        seq: event.seq,
        type: event.type,
        at: event.created_at.toISOString(),
      }),
    ),
  )
  crashPoint('after_event_publish')
  await db
    .updateTable('vss.task_event')
    .set({ published_at: sql<Date>`now()` })
    .where(
      'id',
      'in',
      events.map((event) => event.id),
    )
    .execute()
  return events.length === BATCH ? 'more' : 'idle'
}
