import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../ledger/database.ts'

/** An organisation with one edge instance, for tests below HTTP: it has no key and cannot make requests. */
export const seedTenant = async (db: Kysely<Database>): Promise<{ orgId: string; instanceId: string }> => {
  const orgId = randomUUID()
  const instanceId = randomUUID()
  await db
    .insertInto('vss.organization')
    .values({ id: orgId, name: `org ${orgId}` })
    .execute()
  await db.insertInto('vss.edge_instance').values({ id: instanceId, org_id: orgId, name: 'edge' }).execute()
  return { orgId, instanceId }
}
