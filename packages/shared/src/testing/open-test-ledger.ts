import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { inject } from 'vitest'
import { type Ledger, openLedger } from '../ledger/open-ledger.ts'
import { createDatabase, dropDatabase } from '../local/start-postgres.ts'
import { TEMPLATE_DATABASE } from './test-servers.ts'

/** A fresh, migrated database of its own; `close` drops it. `url` opens further connections to it. */
export const openTestLedger = async (): Promise<Ledger & { url: string }> => {
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const url = await createDatabase(server, name, TEMPLATE_DATABASE)
  const ledger = openLedger(url, { maxConnections: 10, log: pino({ level: 'silent' }) })
  return {
    db: ledger.db,
    url,
    close: async () => {
      await ledger.close()
      await dropDatabase(server, name)
    },
  }
}
