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

/**
 * How the schemas of the database get their newest form.
 *
 * Kysely's Migrator runs the migrations and records their names. This file adds what several processes and several
 * versions of the product need.
 *
 * Several processes. Every process may migrate at its start, so many do so concurrently. An advisory lock lets one
 * through at a time; the others find nothing left to do. The lock is polled, because one statement that waits for it
 * would exceed the pool's time limit for statements. It belongs to the database session, so everything under it uses
 * one connection, and a process that crashes gives it back with its connection.
 *
 * Several versions. After a rollback, an older version finds migrations in the database that it does not know. Kysely
 * alone would refuse to work. But migrations only add, so an older version works on a newer schema: names that come
 * after the last one known here get a stand-in, which satisfies the Migrator and never runs, because it counts as
 * executed. A name that is unknown but comes before the last known one is different: two versions have added migrations
 * independently of each other. That is an error, and nothing runs.
 *
 * Hence the rules for migrations: they are frozen once released, they only add, and they import nothing of the app,
 * whose types and constants change with time.
 */

export type Migrated = {
  /** Names of the migrations that ran. */
  ran: string[]
  /** Names of executed migrations of a newer version. */
  newer: string[]
}

/** An arbitrary number that no other advisory lock of the database uses. */
const MIGRATION_LOCK = 8_227_001
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

/** The names of executed migrations that come after the last one known here. */
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

/** Takes the place of a newer version's migration that has already run. It never runs itself. */
const standIn = (name: string): Migration => ({
  up: () => Promise.reject(new Error(`the migration ${name} belongs to a newer version`)),
})

/**
 * Brings one schema to the newest form that this version knows. Safe to run from many processes concurrently. Leaves a
 * schema alone that a newer version has migrated further. Throws if an executed migration that this version should know
 * is unknown.
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
