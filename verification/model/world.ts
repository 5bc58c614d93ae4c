import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import type { StopReason } from '../../packages/shared/src/worker/hold-lease.ts'
import { announceWorker, type LedgerModel, makeLedgerModel, type StreamState } from './ledger-model.ts'
import type { Guard, TaskRow } from './task-row.ts'

export const SERVICE: ServiceName = 'dubbing'
/** The production timings of the gateway and the workers. */
export const UNCLAIMED_SEC = 45
export const HEARTBEAT_SEC = 15
export const ACK_WAIT_SEC = 30
/** The steps of every task, in order. The first needs a take, which is shared within an organisation. */
export const STEPS = ['voice', 'mix'] as const

/** A stored command. `heldSince`: when a worker received it that has not acknowledged it yet. */
export type Message = { taskId: number; dispatchSeq: number; seq: number; heldSince: number | null }

/** The TASKS stream; `stream` null: it was deleted with all its messages. */
export type Bus = {
  stream: StreamState | null
  streamsMade: number
  messages: Message[]
  /** What a crash of the broker's machine would roll back to. */
  stored: { lastSeq: number; messages: Message[] }
}

export type Phase = 'received' | 'acknowledged' | 'claimed' | 'between-steps' | 'in-step'

/** A slot that works on a task: from the receipt of a command to the settlement of its claim. */
export type BusySlot = {
  taskId: number
  /** Null once acknowledged. */
  message: Message | null
  phase: Phase
  epoch: number
  attempt: number
  claimedAt: number
  deadlineAt: number
  /** The end of the lease as far as this worker knows. */
  leaseEnd: number
  beatAt: number
  step: number
  /** The cached take its step began with. */
  take: string | null
  stop: StopReason | null
}

export type Worker = { id: string; slots: number; state: 'working' | 'frozen' | 'stopping'; busySlots: BusySlot[] }

/** A gateway that considers itself the leader: what it has read and not yet processed. */
export type Leader = {
  picked: TaskRow[]
  answers: { taskId: number; dispatchSeq: number; streamSeq: number | null }[]
  doomed: { taskId: number; why: 'exhausted' | 'overdue' }[]
  relaying: { taskId: number; seq: number }[]
  mark: StreamState | null
}

/** What an outside observer has seen. Invariants are judged by it, never by the conditions of the ledger. */
export type History = {
  rows: TaskRow[]
  newestClaim: Map<number, BusySlot>
  finishedSteps: Set<string>
  takes: Map<string, string>
  published: Set<string>
  /** The largest number of tasks in flight that the slots have allowed so far. */
  allowed: number
  /** Running tasks that are not marked as dispatched, because they were claimed by an old command. */
  claimedUnmarked: Set<number>
}

export type World = {
  ledger: LedgerModel
  bus: Bus
  workers: Worker[]
  leaders: Leader[]
  history: History
  leaseSec: number
  /** False: the bus keeps every message until it is acknowledged, and leaders live for ever. */
  isBusLossy: boolean
  /** The first task kills every process that works on it. */
  isFirstDeadly: boolean
  workersMade: number
  /** How often each event happened: shows that the runs reach the cases they are meant to test. */
  counts: Map<string, number>
}

export const count = (world: World, what: string): void => {
  world.counts.set(what, (world.counts.get(what) ?? 0) + 1)
}

/** The worker loses its memory; its row stays until it counts as dead. */
export const crashWorker = (world: World, worker: Worker): void => {
  count(world, `a worker crashed ${worker.busySlots.at(-1)?.phase ?? 'idle'}`)
  world.workers.splice(world.workers.indexOf(worker), 1)
}

export const makeLeader = (): Leader => ({ picked: [], answers: [], doomed: [], relaying: [], mark: null })

export const startWorker = (world: World, slots: number): Worker => {
  world.workersMade += 1
  const worker: Worker = { id: `w${world.workersMade}`, slots, state: 'working', busySlots: [] }
  world.workers.push(worker)
  announceWorker(world.ledger, worker.id, SERVICE, slots)
  return worker
}

/** A running system without tasks: one leader, two workers with three slots. */
export const makeWorld = (options: {
  without: ReadonlySet<Guard>
  leaseSec: number
  isBusLossy: boolean
  isFirstDeadly: boolean
  counts: Map<string, number>
}): World => {
  const world: World = {
    ...options,
    ledger: makeLedgerModel(options.without),
    bus: {
      stream: { created: 's1', lastSeq: 0 },
      streamsMade: 1,
      messages: [],
      stored: { lastSeq: 0, messages: [] },
    },
    workers: [],
    leaders: [makeLeader()],
    history: {
      rows: [],
      newestClaim: new Map(),
      finishedSteps: new Set(),
      takes: new Map(),
      published: new Set(),
      allowed: 0,
      claimedUnmarked: new Set(),
    },
    workersMade: 0,
  }
  startWorker(world, 1)
  startWorker(world, 2)
  return world
}
