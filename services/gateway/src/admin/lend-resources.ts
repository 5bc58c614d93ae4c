import { type ObjectStore, openObjectStore, toObjectStoreConfig } from '@vss/shared/artifacts/object-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import type { Kysely } from 'kysely'
import { loadDatabaseSettings, loadStorageSettings } from './config.ts'

/** For the logs of libraries. What the operator reads is printed, not logged. */
export const adminLog = () => makeLogger('admin', 'error')

/** Opens the database for one command and closes it afterwards. `queryTimeoutMs` replaces the usual timeout. */
export const withLedger = async <T>(
  use: (db: Kysely<Database>) => Promise<T>,
  limits: { queryTimeoutMs?: number } = {},
): Promise<T> => {
  const ledger = openLedger(loadDatabaseSettings().DATABASE_URL, { maxConnections: 2, log: adminLog(), ...limits })
  try {
    return await use(ledger.db)
  } finally {
    await ledger.close()
  }
}

/** Opens the object store for one command and closes it afterwards. */
export const withObjects = async <T>(use: (objects: ObjectStore) => Promise<T>): Promise<T> => {
  const settings = loadStorageSettings()
  const objects = openObjectStore(toObjectStoreConfig(settings))
  try {
    return await use(objects)
  } finally {
    objects.close()
  }
}
