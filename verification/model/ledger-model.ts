import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import { WORKER_LIVE_SEC } from '@vss/shared/ledger/announce-worker.ts'
import { type Guard, isInFlight, isTerminal, type TaskRow } from './task-row.ts'
import { markDispatched, newRow, retryRow, type Transition } from './transitions.ts'

/** Schema `vss` in memory: every function below models one statement or one transaction. */
export type LedgerModel = {
  now: number
  rows: TaskRow[]
  workers: Map<string, { service: ServiceName; slots: number; seenAt: number }>
  /** The take that all tasks use, by organisation and input hash. */
  takes: Map<string, string>
  without: ReadonlySet<Guard>
}

export const makeLedgerModel = (without: ReadonlySet<Guard> = new Set()): LedgerModel => ({
  now: 0,
  rows: [],
  workers: new Map(),
  takes: new Map(),
  without,
})

export const rowOf = ({ rows }: LedgerModel, id: number): TaskRow => {
  const row = rows[id - 1]
  if (!row) throw new RangeError(`no task ${id}`)
  return row
}

/** 0001-ledger.ts `guard_terminal_task`: the trigger refuses whatever the statement's own condition let through. */
const passesTrigger = (ledger: LedgerModel, before: TaskRow, after: TaskRow): boolean =>
  !isTerminal(before) || after.status === before.status || ledger.without.has('status')

/** One UPDATE of one row. Null: no row met the condition. */
export const write = (ledger: LedgerModel, id: number, transition: Transition): TaskRow | null => {
  const before = rowOf(ledger, id)
  const after = transition(before, ledger)
  if (!after || !passesTrigger(ledger, before, after)) return null
  ledger.rows[id - 1] = after
  return after
}

/** One UPDATE of every row that meets the condition. */
export const writeAll = (ledger: LedgerModel, transition: Transition): TaskRow[] =>
  ledger.rows.flatMap((row) => write(ledger, row.id, transition) ?? [])

/** submit-task.ts `submitTask` */
export const submitTask = (ledger: LedgerModel, org: number, service: ServiceName): TaskRow => {
  const row = newRow(ledger.rows.length + 1, { org, service, retryOf: null, steps: [] }, ledger.now)
  ledger.rows.push(row)
  return row
}

/** retry-task.ts `findOpenRetry` */
const findOpenRetry = (ledger: LedgerModel, id: number): TaskRow | undefined =>
  ledger.rows.findLast((row) => row.retryOf === id && !isTerminal(row))

/** retry-task.ts `retryTask`, each request with a key of its own. Null: the old one is open or completed. */
export const retryTask = (ledger: LedgerModel, id: number): TaskRow | null => {
  const row = retryRow(rowOf(ledger, id), ledger.rows.length + 1, ledger.now)
  const open = row && findOpenRetry(ledger, id)
  if (open) return open
  if (row) ledger.rows.push(row)
  return row
}

/** announce-worker.ts `announceWorker` */
export const announceWorker = (ledger: LedgerModel, id: string, service: ServiceName, slots: number): void => {
  ledger.workers.set(id, { service, slots, seenAt: ledger.now })
}

/** announce-worker.ts `withdrawWorker` */
export const withdrawWorker = (ledger: LedgerModel, id: string): void => {
  ledger.workers.delete(id)
}

/** pick-tasks.ts `pickTasks`: its `live` */
export const liveSlots = ({ workers, now }: LedgerModel, service: ServiceName): number =>
  [...workers.values()]
    .filter((worker) => worker.service === service && worker.seenAt > now - WORKER_LIVE_SEC)
    .reduce((sum, worker) => sum + worker.slots, 0)

/** pick-tasks.ts `pickTasks`: the condition of its candidates */
export const isDispatchable = (row: TaskRow, service: ServiceName, now: number): boolean =>
  row.service === service &&
  row.status === 'ready' &&
  row.dispatchedAt === null &&
  row.runAt <= now &&
  row.deadlineAt > now

/** pick-tasks.ts `pickTasks`: its `in_flight`, `capacity`, `picked`, and the UPDATE */
export const pickTasks = (ledger: LedgerModel, service: ServiceName): TaskRow[] => {
  const slots = liveSlots(ledger, service)
  const perOrg = new Map<number, number>()
  for (const row of ledger.rows) {
    if (row.service === service && isInFlight(row)) perOrg.set(row.org, (perOrg.get(row.org) ?? 0) + 1)
  }
  const inFlight = [...perOrg.values()].reduce((sum, tasks) => sum + tasks, 0)
  const bound = Math.min(slots + Math.ceil(slots / 4), 2 * slots - 1)
  const free = ledger.without.has('capacity') ? 2 * slots : Math.max(0, bound - inFlight)
  const turns = new Map<number, number>()
  const candidates = ledger.rows.flatMap((row) => {
    if (!isDispatchable(row, service, ledger.now)) return []
    const turn = (turns.get(row.org) ?? 0) + 1
    turns.set(row.org, turn)
    if ((perOrg.get(row.org) ?? 0) + turn > slots && !ledger.without.has('capacity')) return []
    return { id: row.id, place: ledger.without.has('fewest-in-flight') ? 0 : (perOrg.get(row.org) ?? 0) + turn }
  })
  candidates.sort((a, b) => a.place - b.place || a.id - b.id)
  return candidates.slice(0, free).flatMap(({ id }) => write(ledger, id, markDispatched) ?? [])
}

/** take-cache.ts `saveTake`: returns the take that all tasks use. */
export const saveTake = (ledger: LedgerModel, inputHash: string, take: string): string => {
  const winner = ledger.without.has('first-take-wins') ? take : (ledger.takes.get(inputHash) ?? take)
  ledger.takes.set(inputHash, winner)
  return winner
}

export type StreamState = { created: string; lastSeq: number }

/** reconcile-stream.ts `highestAcknowledged` */
const highestAcknowledged = ({ rows }: LedgerModel): number =>
  rows.reduce(
    (highest, row) =>
      row.status === 'ready' && row.dispatchedAt !== null ? Math.max(highest, row.streamSeq ?? 0) : highest,
    0,
  )

/** reconcile-stream.ts `reconcileStream`: were commands lost since `previous`? `current` null: there is no stream. */
export const hasLostMessages = (
  ledger: LedgerModel,
  previous: StreamState | null,
  current: StreamState | null,
): boolean => {
  if (!current) return true
  const recreated = previous !== null && current.created !== previous.created
  const expected = Math.max(highestAcknowledged(ledger), recreated ? 0 : (previous?.lastSeq ?? 0))
  return recreated || current.lastSeq < expected
}
