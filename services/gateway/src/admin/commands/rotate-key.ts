import { randomUUID } from 'node:crypto'
import type { Database } from '@vss/shared/ledger/database.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { type Kysely, sql } from 'kysely'
import { type EdgeCredentials, isUuid, keyRow } from '../../auth/edge-key.ts'
import { AdminError } from '../admin-error.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

/**
 * Gives an instance a new key. The one in use stays valid for `graceHours` (0 = it ends now), so that the client can
 * change over without a gap. Older keys end immediately: at most two are valid.
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
    await trx.insertInto('vss.edge_key').values(keyRow({ instanceId, apiKey })).execute()
  })
  return { instanceId, apiKey }
}

const DEFAULT_GRACE_HOURS = 24

const hours = (text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('must be a number of hours, 0 or more.')
  return value
}

export const addRotateKey = (program: Command): void => {
  program
    .command('rotate-key')
    .description('give an instance a new key, shown once; the old one ends after the grace period')
    .argument('<instance id>')
    .option('--grace <hours>', 'how long the old key lives on', hours, DEFAULT_GRACE_HOURS)
    .action(async (instanceId: string, options: { grace: number }, command: Command) => {
      const rotated = await withLedger((db) => rotateKey(db, instanceId, options.grace))
      printResult(command, rotated, `The old key ends in ${options.grace} hours. The new one is not shown again.`)
    })
}
