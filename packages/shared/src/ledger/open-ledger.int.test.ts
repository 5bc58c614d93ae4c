import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, inject, test } from 'vitest'
import { openFreezableProxy } from '../testing/open-freezable-proxy.ts'
import { openLedger } from './open-ledger.ts'

test('a connection that stopped answering fails one query and is not given to the next', async () => {
  const url = new URL(inject('postgresUrl'))
  const proxy = await openFreezableProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  const ledger = openLedger(url.href, { maxConnections: 1, log: pino({ level: 'silent' }), queryTimeoutMs: 1_000 })
  const ask = () => sql`select 1`.execute(ledger.db)
  await ask()
  proxy.freeze()
  await expect(ask()).rejects.toThrow('Query read timeout')
  await ask()
  await ledger.close()
  await proxy.close()
})
