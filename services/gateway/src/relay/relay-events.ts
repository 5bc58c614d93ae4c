import type { Database } from '@vss/shared/ledger/database.ts'
import type { Publisher } from '@vss/shared/messaging/publish.ts'
import { eventSubject } from '@vss/shared/messaging/subjects.ts'
import { type Kysely, sql } from 'kysely'

const BATCH = 200

/**
 * One turn: publishes the oldest unpublished events, at least once each, and marks them. The rows stay locked
 * meanwhile, so two relays never send the same event at the same time; a crash sends it again with the same id.
 */
export const relayEvents = (db: Kysely<Database>, publisher: Publisher): Promise<'more' | 'idle'> =>
  db.transaction().execute(async (trx) => {
    const events = await trx
      .selectFrom('vss.task_event')
      .select(['id', 'task_id', 'org_id', 'seq', 'type', 'data', 'created_at'])
      .where('published_at', 'is', null)
      .orderBy('created_at')
      .limit(BATCH)
      .forUpdate()
      .skipLocked()
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
          data: event.data,
          at: event.created_at.toISOString(),
        }),
      ),
    )
    await trx
      .updateTable('vss.task_event')
      .set({ published_at: sql<Date>`now()` })
      .where(
        'id',
        'in',
        events.map((event) => event.id),
      )
      .execute()
    return events.length === BATCH ? 'more' : 'idle'
  })
