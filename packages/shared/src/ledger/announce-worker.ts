import { type Kysely, sql } from 'kysely'
import type { ServiceName } from '../contracts/task-contract.ts'
import type { Database } from './database.ts'

/** A worker counts as alive for this long after its last announcement. */
export const WORKER_LIVE_SEC = 15

export type WorkerIdentity = { id: string; service: ServiceName; slots: number }

export const announceWorker = async (db: Kysely<Database>, worker: WorkerIdentity): Promise<void> => {
  await db
    .insertInto('vss.worker')
    .values(worker)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ slots: worker.slots, seen_at: sql<Date>`now()` }))
    .execute()
}

export const withdrawWorker = async (db: Kysely<Database>, id: string): Promise<void> => {
  await db.deleteFrom('vss.worker').where('id', '=', id).execute()
}
