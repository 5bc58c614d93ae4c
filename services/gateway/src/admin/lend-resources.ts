import { type ObjectStore, openObjectStore, toObjectStoreConfig } from '@vss/shared/artifacts/object-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import type { Kysely } from 'kysely'
import { readDatabaseSettings, readStorageSettings } from './config.ts'

/** Logs of the libraries underneath; what the operator reads is printed, not logged. */
export const adminLog = () => makeLogger('admin', 'error')

/** Lends a database to one command and closes it again. `queryTimeoutMs`: longest statement, if not the usual. */
export const withLedger = async <T>(
  use: (db: Kysely<Database>) => Promise<T>,
  limits: { queryTimeoutMs?: number } = {},
): Promise<T> => {
  const ledger = openLedger(readDatabaseSettings().DATABASE_URL, { maxConnections: 2, log: adminLog(), ...limits })
  try {
    return await use(ledger.db)
  } finally {
    await ledger.close()
  }
}

/** Lends the object store to one command and closes it again. */
export const withObjects = async <T>(use: (objects: ObjectStore) => Promise<T>): Promise<T> => {
  const settings = readStorageSettings()
  const objects = openObjectStore(toObjectStoreConfig(settings))
  try {
    return await use(objects)
  } finally {
    objects.close()
  }
}
