import { migrateLedger } from '@vss/shared/ledger/migrate.ts'
import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { createDatabase, dropDatabase } from '@vss/shared/local/start-postgres.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { sql } from 'kysely'
import { pickTasks } from '../services/gateway/src/dispatch/pick-tasks.ts'
import { readCpu, spentCpu } from './process-cpu.ts'

export type Dispatch = {
  tasks: number
  organisations: number
  picks: number
  picked: number
  medianMs: number
  slowestMs: number
  cpuSec: number
}

/** Eight replicas with four slots each. */
const SLOTS = 32

const fill = async (db: ReturnType<typeof openLedger>['db'], tasks: number, organisations: number) => {
  await sql`insert into vss.organization (name) select 'Organisation ' || n from generate_series(1, ${organisations}::int) n`.execute(
    db,
  )
  await sql`insert into vss.edge_instance (org_id, name) select id, 'edge' from vss.organization`.execute(db)
  await sql`
    insert into vss.task (org_id, instance_id, service, type, payload, locale, deadline_at)
    select e.org_id, e.id, 'dubbing', 'GENERATE_DUBBING', '{}', 'en', now() + interval '1 day'
    from generate_series(0, ${tasks - 1}::int) n
    join (select *, row_number() over () - 1 as turn from vss.edge_instance) e on e.turn = n % ${organisations}::int`.execute(
    db,
  )
  await sql`insert into vss.worker (id, service, slots, seen_at) values ('w', 'dubbing', ${SLOTS}, now() + interval '1 day')`.execute(
    db,
  )
  await sql`analyze`.execute(db)
}

/** Picks repeatedly from a new ledger with `tasks` ready tasks, as if workers finished every task immediately. */
export const measureDispatch = async (
  serverUrl: string,
  postgresPid: number,
  tasks: number,
  organisations: number,
  picks: number,
): Promise<Dispatch> => {
  const name = `dispatch_${organisations}`
  const ledger = openLedger(await createDatabase(serverUrl, name), {
    maxConnections: 1,
    log: makeLogger('bench', 'silent'),
  })
  try {
    await migrateLedger(ledger.db)
    await fill(ledger.db, tasks, organisations)
    const pids = new Map([['postgres', postgresPid]])
    const times: number[] = []
    let [picked, cpuSec] = [0, 0]
    for (let turn = 0; turn < picks; turn += 1) {
      const [before, startedAt] = [readCpu(pids), performance.now()]
      const ids = (await pickTasks(ledger.db, 'dubbing')).map(({ id }) => id)
      times.push(performance.now() - startedAt)
      cpuSec += spentCpu(before, readCpu(pids)).get('postgres') ?? 0
      picked += ids.length
      await ledger.db.updateTable('vss.task').set({ status: 'completed' }).where('id', 'in', ids).execute()
    }
    const sorted = times.toSorted((a, b) => a - b)
    return {
      tasks,
      organisations,
      picks,
      picked,
      medianMs: sorted[picks >> 1] ?? 0,
      slowestMs: sorted.at(-1) ?? 0,
      cpuSec,
    }
  } finally {
    await ledger.close()
    await dropDatabase(serverUrl, name)
  }
}
