import type { Database } from '@vss/shared/ledger/database.ts'
import type { Kysely } from 'kysely'
import { findDirections } from './find-directions.ts'

/** Keeps directions by hash. The first writer wins: the answer is what everybody uses. */
export const keepDirections = async (
  db: Kysely<Database>,
  orgId: string,
  directions: ReadonlyMap<string, string>,
): Promise<Map<string, string>> => {
  // In one order for everybody: two dubbings of the same sentences would else lock each other out.
  const rows = [...directions].toSorted().map(([input_hash, direction]) => ({ org_id: orgId, input_hash, direction }))
  await db
    .insertInto('vss.direction')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['org_id', 'input_hash']).doNothing())
    .execute()
  return findDirections(db, orgId, [...directions.keys()])
}
