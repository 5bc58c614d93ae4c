import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from '../telemetry/logger.ts'
import type { Database } from './database.ts'

/** int8 arrives as text by default; every id and size of ours is far below 2^53. */
const INT8_OID = 20
pg.types.setTypeParser(INT8_OID, Number)

export type Ledger = { db: Kysely<Database>; close(): Promise<void> }

/** Opens a pool. A lost connection is logged and replaced; the query that met it fails. */
export const openLedger = (url: string, options: { maxConnections: number; log: Logger }): Ledger => {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections,
    connectionTimeoutMillis: 10_000,
    // A statement of ours takes milliseconds; one that hangs (half-open socket, lock) must not hold its caller.
    query_timeout: 30_000,
    keepAlive: true,
  })
  // A connection that is lost between two statements of a transaction has no query to fail: without a listener its
  // error would end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => options.log.warn({ err: error }, 'a database connection was lost'))
  })
  pool.on('error', (error) => options.log.warn({ err: error }, 'an idle database connection was lost'))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, close: () => db.destroy() }
}
