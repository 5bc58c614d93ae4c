import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestLedger } from '../testing/open-test-ledger.ts'
import { migrateSchema } from './migrate.ts'
import { openLedger } from './open-ledger.ts'

let ledger: Awaited<ReturnType<typeof openTestLedger>>

beforeEach(async () => {
  ledger = await openTestLedger()
})
afterEach(() => ledger.close())

/** A migration that makes one table; a second run of it would fail. */
const making = (table: string): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await sql`create table ${sql.id('shop', table)} (id int)`.execute(db)
  },
})
const FIRST = { '0001-shelf': making('shelf') }
const SECOND = { ...FIRST, '0002-till': making('till') }
const FOURTH = { ...SECOND, '0003-door': making('door'), '0004-sign': making('sign') }

const migrate = (migrations: Record<string, Migration>) => migrateSchema(ledger.db, 'shop', migrations)

test('runs each new migration once', async () => {
  expect(await migrate(FIRST)).toEqual({ ran: ['0001-shelf'], newer: [] })
  expect(await migrate(SECOND)).toEqual({ ran: ['0002-till'], newer: [] })
  expect(await migrate(SECOND)).toEqual({ ran: [], newer: [] })
})

test('an older version finds nothing to do in a newer schema, and names what is newer', async () => {
  await migrate(FOURTH)
  expect(await migrate(SECOND)).toEqual({ ran: [], newer: ['0003-door', '0004-sign'] })
  expect(await migrate(FOURTH)).toEqual({ ran: [], newer: [] })
})

test('the newer version continues after the older one has run', async () => {
  await migrate(SECOND)
  await migrate(FIRST)
  expect(await migrate(FOURTH)).toEqual({ ran: ['0003-door', '0004-sign'], newer: [] })
})

test('a migration that is unknown in between is an error, and nothing runs', async () => {
  await migrate(SECOND)
  const other = { ...FIRST, '0003-door': making('door') }
  await expect(migrate(other)).rejects.toThrow('0002-till is missing')
  expect(await migrate(SECOND)).toEqual({ ran: [], newer: [] })
})

test('a known migration that has not run although a newer one has is an error', async () => {
  await migrate({ ...FIRST, '0003-door': making('door') })
  await expect(migrate(SECOND)).rejects.toThrow('0003-door')
})

test('a migration that fails leaves no trace and says why', async () => {
  const broken = { ...FIRST, '0002-broken': { up: () => Promise.reject(new Error('the till is jammed')) } }
  await expect(migrate(broken)).rejects.toThrow('the till is jammed')
  expect(await migrate(SECOND)).toEqual({ ran: ['0001-shelf', '0002-till'], newer: [] })
})

test('many processes of two versions that start concurrently run each migration once', async () => {
  const processes = Array.from({ length: 6 }, () =>
    openLedger(ledger.url, { maxConnections: 1, log: pino({ level: 'silent' }) }),
  )
  try {
    const migrated = await Promise.all(
      processes.map(({ db }, index) => migrateSchema(db, 'shop', index % 2 === 0 ? FOURTH : SECOND)),
    )
    expect(migrated.flatMap(({ ran }) => ran).toSorted()).toEqual(Object.keys(FOURTH))
  } finally {
    await Promise.all(processes.map((process) => process.close()))
  }
})

test('a process waits for one whose migration takes longer than a statement may', async () => {
  const impatient = openLedger(ledger.url, { maxConnections: 1, log: pino({ level: 'silent' }), queryTimeoutMs: 500 })
  try {
    const started = Promise.withResolvers<void>()
    const slow = {
      '0001-shelf': {
        up: async (db: Kysely<unknown>) => {
          started.resolve()
          await sql`select pg_sleep(1.5)`.execute(db)
          await making('shelf').up(db)
        },
      },
    }
    const first = migrate(slow)
    await started.promise
    expect(await migrateSchema(impatient.db, 'shop', FIRST)).toEqual({ ran: [], newer: [] })
    expect(await first).toEqual({ ran: ['0001-shelf'], newer: [] })
  } finally {
    await impatient.close()
  }
})
