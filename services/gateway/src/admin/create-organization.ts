import type { Database } from '@vss/shared/ledger/database.ts'
import type { Insertable, Kysely } from 'kysely'
import { AdminError } from './admin-error.ts'

export type NewOrganization = { name: string } & Partial<
  Omit<Insertable<Database['vss.organization']>, 'id' | 'name' | 'created_at'>
> & { id?: string }

export type CreatedOrganization = { orgId: string; name: string; created: boolean }

/** Creates a tenant, or returns the one of that name: a start-up script may run twice. */
export const createOrganization = async (
  db: Kysely<Database>,
  organization: NewOrganization,
): Promise<CreatedOrganization> => {
  const name = organization.name.trim()
  if (!name) throw new AdminError('An organisation needs a name.')
  const created = await db
    .insertInto('vss.organization')
    .values({ ...organization, name })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (created) return { orgId: created.id, name, created: true }
  const existing = await db
    .selectFrom('vss.organization')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return { orgId: existing.id, name, created: false }
}
