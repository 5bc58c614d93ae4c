import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { type Kysely, sql } from 'kysely'
import type { Take } from './take.ts'

export type TakeCache = { db: Kysely<Database>; objects: ObjectStore }

/**
 * The cached take, or null. Counts as a use. A row whose object is gone is removed, so that a new take can have its
 * place.
 */
export const findTake = async ({ db, objects }: TakeCache, orgId: string, inputHash: string): Promise<Take | null> => {
  const row = await db
    .updateTable('vss.take')
    .set({ last_used_at: sql<Date>`now()` })
    .where('org_id', '=', orgId)
    .where('input_hash', '=', inputHash)
    .returningAll()
    .executeTakeFirst()
  if (!row) return null
  if (await objects.exists(row.object_key)) {
    return { objectKey: row.object_key, sha256: row.sha256, sizeBytes: row.size_bytes, durationMs: row.duration_ms }
  }
  await db
    .deleteFrom('vss.take')
    .where('org_id', '=', orgId)
    .where('input_hash', '=', inputHash)
    .where('object_key', '=', row.object_key)
    .execute()
  return null
}
