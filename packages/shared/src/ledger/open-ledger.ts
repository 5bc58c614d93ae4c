import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from '../process/logger.ts'
import type { Database } from './database.ts'

/** int8 arrives as text by default; all ids and sizes here are far below 2^53. */
const INT8_OID = 20
pg.types.setTypeParser(INT8_OID, Number)

export type Ledger = { db: Kysely<Database>; close(): Promise<void> }

/** Statements take milliseconds. One that hangs (half-open socket, lock) must not block its caller. */
const QUERY_TIMEOUT_MS = 30_000
/**
 * No code waits between two statements of a transaction. A process that is frozen there would keep its row locks for as
 * long as its socket lives, and the reconciler and all other tasks would wait for them.
 */
const IDLE_IN_TRANSACTION_MS = 10_000

export type LedgerOptions = { maxConnections: number; log: Logger; queryTimeoutMs?: number }

/** Opens a pool. A lost connection is logged and replaced; the query that met it fails. */
export const openLedger = (url: string, options: LedgerOptions): Ledger => {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections,
    connectionTimeoutMillis: 10_000,
    query_timeout: options.queryTimeoutMs ?? QUERY_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
  })
  // If a connection is lost between two statements of a transaction, there is no query that could fail. Without a
  // listener its error would end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => options.log.warn({ err: error }, 'a database connection was lost'))
  })
  pool.on('error', (error) => options.log.warn({ err: error }, 'an idle database connection was lost'))
  // A client that is released with an active query has timed out. The next caller would wait behind that query, on a
  // socket that may be half-open. The pool does not keep a client that is ending.
  pool.on('release', (_error, client) => {
    if ('_activeQuery' in client && client._activeQuery) void client.end()
  })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, close: () => db.destroy() }
}
