import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import * as ledger0001 from './migrations/0001-ledger.ts'

const MIGRATIONS: Record<string, Migration> = {
  '0001-ledger': ledger0001,
}

/**
 * Brings one schema to its newest form and returns the names of the migrations that ran. Safe to run from many
 * processes at once: the migrator holds a lock. Migrations are frozen and additive; they import nothing of the app.
 */
export const migrateSchema = async <DB>(
  db: Kysely<DB>,
  schema: string,
  migrations: Record<string, Migration>,
): Promise<string[]> => {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}

export const migrateLedger = <DB>(db: Kysely<DB>): Promise<string[]> => migrateSchema(db, 'vss', MIGRATIONS)
