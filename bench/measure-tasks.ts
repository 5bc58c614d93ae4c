import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import type { NatsConnection } from '@vss/shared/messaging/connect-nats.ts'
import { EVENTS_STREAM, TASKS_STREAM } from '@vss/shared/messaging/subjects.ts'
import { sql } from 'kysely'
import { type EdgeClient, makeEdgeClient } from '../harness/edge-client.ts'
import type { WatchedStudio } from '../harness/open-watched-studio.ts'
import { type Production, runProduction } from '../harness/run-production.ts'
import { readCpu, spentCpu } from './process-cpu.ts'

const POLL_MS = 500

/** What all servers have stored so far. */
type Stored = {
  rows: number
  rowBytes: number
  walBytes: number
  objects: number
  objectBytes: number
  messages: number
}

/** The cost of one task. */
export type TaskCost = { type: string; seconds: number; cpu: Map<string, number> } & Stored

export type Meter = {
  studio: WatchedStudio
  objects: Pick<ObjectStore, 'list'>
  connection: NatsConnection
  pids: ReadonlyMap<string, number>
  /** CPU seconds that each process uses per second at rest. */
  idle: ReadonlyMap<string, number>
}

const readRows = async ({ db }: WatchedStudio) => {
  const tables = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('vss', 'rag')`.execute(db)
  const counts = tables.rows.map(
    ({ name }) => `select count(*) as rows, coalesce(sum(pg_column_size(t.*)), 0) as bytes from ${name} t`,
  )
  const { rows } = await sql<{ rows: number; bytes: number; wal: number }>`
    select sum(rows)::float8 as rows, sum(bytes)::float8 as bytes, (pg_current_wal_insert_lsn() - '0/0')::float8 as wal
    from (${sql.raw(counts.join(' union all '))}) counted`.execute(db)
  return { rows: rows[0]?.rows ?? 0, rowBytes: rows[0]?.bytes ?? 0, walBytes: rows[0]?.wal ?? 0 }
}

const readStored = async ({ studio, objects, connection }: Meter): Promise<Stored> => {
  const manager = await connection.jetstreamManager()
  const sequences = await Promise.all(
    [TASKS_STREAM, EVENTS_STREAM].map(async (stream) => (await manager.streams.info(stream)).state.last_seq),
  )
  let [count, bytes] = [0, 0]
  for await (const { sizeBytes } of objects.list()) {
    count += 1
    bytes += sizeBytes
  }
  const messages = sequences.reduce((sum, sequence) => sum + sequence, 0)
  return { ...(await readRows(studio)), objects: count, objectBytes: bytes, messages }
}

const allRelayed = async ({ db }: WatchedStudio) =>
  (await db.selectFrom('vss.task_event').select('id').where('published_at', 'is', null).executeTakeFirst()) ===
  undefined

/** Wraps a client so that the cost of each of its tasks is measured, from the POST to the relay of the last event. */
const meterClient = (meter: Meter, client: EdgeClient): { client: EdgeClient; costs: TaskCost[] } => {
  const costs: TaskCost[] = []
  let begin: { type: string; stored: Stored; cpu: Map<string, number>; at: number }
  return {
    costs,
    client: {
      ...client,
      createTask: async (type, payload) => {
        const stored = await readStored(meter)
        begin = { type, stored, cpu: readCpu(meter.pids), at: performance.now() }
        return client.createTask(type, payload)
      },
      awaitTask: async (id, onProgress) => {
        const ended = await client.awaitTask(id, onProgress)
        await waitUntil('the relay of the last event', () => allRelayed(meter.studio))
        const seconds = (performance.now() - begin.at) / 1000
        const cpu = spentCpu(begin.cpu, readCpu(meter.pids), meter.idle, seconds)
        const now = await readStored(meter)
        const added = (key: keyof Stored) => now[key] - begin.stored[key]
        costs.push({
          type: begin.type,
          seconds,
          cpu,
          rows: added('rows'),
          rowBytes: added('rowBytes'),
          walBytes: added('walBytes'),
          objects: added('objects'),
          objectBytes: added('objectBytes'),
          messages: added('messages'),
        })
        return ended
      },
    },
  }
}

/** Runs each production once, as a new organisation, so that nothing is cached. Returns the cost of every task. */
export const measureTasks = async (meter: Meter, productions: readonly Production[]): Promise<TaskCost[]> => {
  const all: TaskCost[] = []
  for (const production of productions) {
    const identity = await meter.studio.anotherTenant()
    const edge = makeEdgeClient(meter.studio.stack.gatewayUrl, identity, 'A', POLL_MS)
    const { client, costs } = meterClient(meter, edge)
    await runProduction(client, production, () => undefined)
    all.push(...costs)
  }
  return all
}
