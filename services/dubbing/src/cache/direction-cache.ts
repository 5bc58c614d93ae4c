import type { Database } from '@vss/shared/ledger/database.ts'
import { type Kysely, sql } from 'kysely'

/** Finds cached directions by hash, and notes the use. */
export const touchDirections = async (
  db: Kysely<Database>,
  orgId: string,
  hashes: readonly string[],
): Promise<Map<string, string>> => {
  const rows = await db
    .updateTable('vss.direction')
    .set({ last_used_at: sql<Date>`now()` })
    .where('org_id', '=', orgId)
    .where('input_hash', 'in', ({ selectFrom }) =>
      // Every dubbing locks rows in the same order.
      selectFrom('vss.direction')
        .select('input_hash')
        .where('org_id', '=', orgId)
        .where('input_hash', 'in', [...hashes])
        .orderBy('input_hash')
        .forUpdate(),
    )
    .returning(['input_hash', 'direction'])
    .execute()
  return new Map(rows.map((row) => [row.input_hash, row.direction]))
}

/** Caches directions by hash. The first writer wins: the answer holds the directions that everyone uses. */
export const saveDirections = async (
  db: Kysely<Database>,
  orgId: string,
  directions: ReadonlyMap<string, string>,
): Promise<Map<string, string>> => {
  // In one order: otherwise two dubbings of the same sentences, inserting concurrently, would deadlock.
  const rows = [...directions].toSorted().map(([input_hash, direction]) => ({ org_id: orgId, input_hash, direction }))
  await db
    .insertInto('vss.direction')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['org_id', 'input_hash']).doNothing())
    .execute()
  return touchDirections(db, orgId, [...directions.keys()])
}
