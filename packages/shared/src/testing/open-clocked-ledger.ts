import { sql } from 'kysely'
import { pino } from 'pino'
import { type Ledger, openLedger } from '../ledger/open-ledger.ts'
import { openTestLedger } from './open-test-ledger.ts'

export type ClockedLedger = Ledger & {
  /** Moves the database's clock to this many seconds after its start. */
  setClock(sec: number): Promise<void>
  /** The seconds from the clock's start to a time that the ledger stored. */
  toSec(moment: Date | null): number | null
}

const START = '2030-01-01T00:00:00Z'

/**
 * `now()` in statements becomes a function of the schema `clock`, which the search path finds before Postgres' own.
 * Column defaults were bound when the tables were created, so they are set again.
 */
const STATEMENTS = [
  'create schema clock',
  `create table clock.face as select timestamptz '${START}' as moment`,
  'create function clock.now() returns timestamptz stable language sql as $$ select moment from clock.face $$',
  `alter table vss.task alter created_at set default clock.now(), alter modified_at set default clock.now(),
     alter run_at set default clock.now()`,
  'alter table vss.worker alter seen_at set default clock.now()',
]

/** A fresh ledger whose clock stands still until the test moves it, so that times are exact. */
export const openClockedLedger = async (): Promise<ClockedLedger> => {
  const owner = await openTestLedger()
  for (const statement of STATEMENTS) await sql.raw(statement).execute(owner.db)
  const url = new URL(owner.url)
  url.searchParams.set('options', '-c search_path=clock,pg_catalog,public')
  const ledger = openLedger(url.href, { maxConnections: 10, log: pino({ level: 'silent' }) })
  return {
    db: ledger.db,
    setClock: async (sec) => {
      await sql`update clock.face set moment = ${START}::timestamptz + make_interval(secs => ${sec})`.execute(ledger.db)
    },
    toSec: (moment) => moment && (moment.getTime() - Date.parse(START)) / 1000,
    close: async () => {
      await ledger.close()
      await owner.close()
    },
  }
}
