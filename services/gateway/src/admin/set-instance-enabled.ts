import type { Database } from '@vss/shared/ledger/database.ts'
import type { Kysely } from 'kysely'
import { isUuid } from '../auth/hash-key.ts'
import { AdminError } from './admin-error.ts'

/** Locks an edge instance out, or lets it in again, from its next request on. Its tasks go on. */
export const setInstanceEnabled = async (
  db: Kysely<Database>,
  instanceId: string,
  isEnabled: boolean,
): Promise<{ instanceId: string; name: string; isEnabled: boolean }> => {
  const updated = isUuid(instanceId)
    ? await db
        .updateTable('vss.edge_instance')
        .set({ is_enabled: isEnabled })
        .where('id', '=', instanceId)
        .returning('name')
        .executeTakeFirst()
    : undefined
  if (!updated) throw new AdminError(`There is no edge instance ${instanceId}. See: pnpm vss list instances`)
  return { instanceId, name: updated.name, isEnabled }
}
