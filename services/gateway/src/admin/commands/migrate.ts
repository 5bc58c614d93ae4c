import type { Database } from '@vss/shared/ledger/database.ts'
import { migrateLedger } from '@vss/shared/ledger/migrate.ts'
import type { Command } from 'commander'
import type { Kysely } from 'kysely'
import { grantWorkers } from '../database-roles.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

/** An index on a table of millions of rows takes minutes. */
const MIGRATION_TIMEOUT_MS = 3_600_000

const migrateAndGrant = async (db: Kysely<Database>) => {
  const migrated = await migrateLedger(db)
  await grantWorkers(db)
  return migrated
}

export const addMigrate = (program: Command): void => {
  program
    .command('migrate')
    .description('bring the ledger (schema vss) and the rights in it to their newest form; safe to repeat')
    .action(async (_options: object, command: Command) => {
      const { ran, newer } = await withLedger(migrateAndGrant, { queryTimeoutMs: MIGRATION_TIMEOUT_MS })
      const result = { migrations: ran.length, names: ran.join(', ') || 'up to date' }
      const note = 'A newer version has migrated this database further. This version works on it as it is.'
      if (newer.length > 0) printResult(command, { ...result, newer: newer.join(', ') }, note)
      else printResult(command, result)
    })
}
