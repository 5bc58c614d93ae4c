import type { Database } from '@vss/shared/ledger/database.ts'
import type { Kysely } from 'kysely'
import { isUuid } from '../auth/edge-key.ts'
import { AdminError } from './admin-error.ts'

/** The id of an organisation, which an operator gives by id or by name. */
export const findOrganization = async (db: Kysely<Database>, idOrName: string): Promise<string> => {
  const row = await db
    .selectFrom('vss.organization')
    .select('id')
    .where(isUuid(idOrName) ? 'id' : 'name', '=', idOrName)
    .executeTakeFirst()
  if (!row) throw new AdminError(`There is no organisation "${idOrName}". See: pnpm vss list organizations`)
  return row.id
}
