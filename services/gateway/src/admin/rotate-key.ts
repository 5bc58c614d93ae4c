import { randomUUID } from 'node:crypto'
import type { Database } from '@vss/shared/ledger/database.ts'
import { type Kysely, sql } from 'kysely'
import { isUuid } from '../auth/hash-key.ts'
import { AdminError } from './admin-error.ts'
import { type EdgeCredentials, keyRow } from './create-edge-instance.ts'

/**
 * Gives an instance a new key. The one in use lives on for `graceHours` (0 = ends now), so that the client can be
 * changed over without a gap; keys older than that one end at once: two are live at most.
 */
export const rotateKey = async (
  db: Kysely<Database>,
  instanceId: string,
  graceHours: number,
): Promise<EdgeCredentials> => {
  const unknown = new AdminError(`There is no edge instance ${instanceId}. See: pnpm vss list instances`)
  if (!isUuid(instanceId)) throw unknown
  const apiKey = randomUUID()
  await db.transaction().execute(async (trx) => {
    const instance = await trx
      .selectFrom('vss.edge_instance')
      .select('id')
      .where('id', '=', instanceId)
      .forUpdate()
      .executeTakeFirst()
    if (!instance) throw unknown
    const [newest, ...older] = await trx
      .selectFrom('vss.edge_key')
      .select('id')
      .where('instance_id', '=', instanceId)
      .orderBy('id', 'desc')
      .execute()
    if (older.length > 0) {
      const ids = older.map((key) => key.id)
      await trx.deleteFrom('vss.edge_key').where('id', 'in', ids).execute()
    }
    if (newest) {
      await trx
        .updateTable('vss.edge_key')
        .set({ expires_at: sql<Date>`now() + make_interval(secs => ${graceHours * 3_600})` })
        .where('id', '=', newest.id)
        .execute()
    }
    await trx.insertInto('vss.edge_key').values(keyRow(instanceId, apiKey)).execute()
  })
  return { instanceId, apiKey }
}
