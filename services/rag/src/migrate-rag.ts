import { migrateSchema } from '@vss/shared/ledger/migrate.ts'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import * as corpus0001 from './migrations/0001-corpus.ts'

const MIGRATIONS: Record<string, Migration> = {
  '0001-corpus': corpus0001,
}

/** Brings the schema `rag` to its newest form; returns the migrations that ran. Safe from many replicas at once. */
export const migrateRag = <DB>(db: Kysely<DB>): Promise<string[]> => migrateSchema(db, 'rag', MIGRATIONS)
