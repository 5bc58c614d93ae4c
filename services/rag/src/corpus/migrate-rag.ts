import { type Migrated, migrateSchema } from '@vss/shared/ledger/migrate.ts'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import * as corpus0001 from './migrations/0001-corpus.ts'
import * as embeddings0002 from './migrations/0002-embeddings.ts'

const MIGRATIONS: Record<string, Migration> = {
  '0001-corpus': corpus0001,
  '0002-embeddings': embeddings0002,
}

/** Brings the schema `rag` to the newest form this version knows. Safe from many replicas at once. */
export const migrateRag = <DB>(db: Kysely<DB>): Promise<Migrated> => migrateSchema(db, 'rag', MIGRATIONS)
