import type { Database } from '@vss/shared/ledger/database.ts'
import type { Command } from 'commander'
import type { Kysely } from 'kysely'
import { isUuid } from '../../auth/edge-key.ts'
import { AdminError } from '../admin-error.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

/** Disables or enables an edge instance, from its next request on. Its tasks continue. */
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

/** `disable-instance` and `enable-instance`. */
export const addSwitchInstance = (program: Command): void => {
  const add = (name: string, description: string, isEnabled: boolean) =>
    program
      .command(name)
      .description(description)
      .argument('<instance id>')
      .action(async (instanceId: string, _options: object, command: Command) => {
        printResult(command, await withLedger((db) => setInstanceEnabled(db, instanceId, isEnabled)))
      })
  add('disable-instance', 'refuse every call of an instance from now on', false)
  add('enable-instance', 'let a disabled instance in again', true)
}
