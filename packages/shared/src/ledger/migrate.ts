import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { pause } from '../process/pause.ts'
import * as ledger0001 from './migrations/0001-ledger.ts'
import * as providers0002 from './migrations/0002-providers.ts'
import * as directions0003 from './migrations/0003-directions.ts'
import * as voicePace0004 from './migrations/0004-voice-pace.ts'
import * as waitingLine0005 from './migrations/0005-waiting-line.ts'

const MIGRATIONS: Record<string, Migration> = {
  '0001-ledger': ledger0001,
  '0002-providers': providers0002,
  '0003-directions': directions0003,
  '0004-voice-pace': voicePace0004,
  '0005-waiting-line': waitingLine0005,
}

export type Migrated = {
  /** Names of the migrations that ran now. */
  ran: string[]
  /** Names that the database has from a newer version of this one's migrations. Nothing was done about them. */
  newer: string[]
}

/** Any number that no other advisory lock of the database has. */
const MIGRATION_LOCK = 8_227_001
/** Asked again and again: one statement that waits for the lock would meet the pool's time limit for statements. */
const LOCK_POLL_MS = 100

const whileLocked = <DB, T>(db: Kysely<DB>, use: (connection: Kysely<DB>) => Promise<T>): Promise<T> =>
  db.connection().execute(async (connection) => {
    const take = sql<{ taken: boolean }>`select pg_try_advisory_lock(${MIGRATION_LOCK}) as taken`
    while (!(await take.execute(connection)).rows[0]?.taken) await pause(LOCK_POLL_MS)
    try {
      return await use(connection)
    } finally {
      await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`.execute(connection)
    }
  })

/** The names of executed migrations that come after the last one known here; not those that are unknown in between. */
const findNewer = async <DB>(db: Kysely<DB>, schema: string, known: string[]): Promise<string[]> => {
  const last = known.toSorted().at(-1) ?? ''
  const found = await sql<{ there: boolean }>`
    select to_regclass(${`${schema}.kysely_migration`}) is not null as there`.execute(db)
  if (!found.rows[0]?.there) return []
  const executed = await sql<{ name: string }>`select name from ${sql.id(schema, 'kysely_migration')}`.execute(db)
  return executed.rows
    .map(({ name }) => name)
    .filter((name) => name > last)
    .toSorted()
}

/** A migration of a newer version has run already: what stands here for it never does. */
const standIn = (name: string): Migration => ({
  up: () => Promise.reject(new Error(`the migration ${name} belongs to a newer version`)),
})

/**
 * Brings one schema to the newest form this version knows. Safe to run from many processes at once. A schema that a
 * newer version has migrated further is left as it is: migrations are additive, so an older version works on it after
 * a rollback. Throws when an executed migration that this version should know is unknown. Migrations are frozen and
 * additive; they import nothing of the app.
 */
export const migrateSchema = <DB>(
  db: Kysely<DB>,
  schema: string,
  migrations: Record<string, Migration>,
): Promise<Migrated> =>
  whileLocked(db, async (connection) => {
    const newer = await findNewer(connection, schema, Object.keys(migrations))
    const all = { ...migrations, ...Object.fromEntries(newer.map((name) => [name, standIn(name)])) }
    const migrator = new Migrator({
      db: connection,
      provider: { getMigrations: async () => all },
      migrationTableSchema: schema,
    })
    const { error, results } = await migrator.migrateToLatest()
    if (error) throw error
    return { ran: (results ?? []).map((result) => result.migrationName), newer }
  })

export const migrateLedger = <DB>(db: Kysely<DB>): Promise<Migrated> => migrateSchema(db, 'vss', MIGRATIONS)
