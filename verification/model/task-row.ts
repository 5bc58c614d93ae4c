import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import type { TaskStatus } from '@vss/shared/ledger/database.ts'

export type TaskEvent = Readonly<{
  seq: number
  type: 'started' | 'completed' | 'failed' | 'cancelled'
  isPublished: boolean
}>

/** A row of `vss.task` with its events and steps: the columns the protocol reads. Times are whole seconds. */
export type TaskRow = Readonly<{
  id: number
  org: number
  service: ServiceName
  status: TaskStatus
  retryOf: number | null
  runAt: number
  deadlineAt: number
  dispatchedAt: number | null
  dispatchSeq: number
  streamSeq: number | null
  epoch: number
  leaseUntil: number | null
  attempt: number
  eventSeq: number
  events: readonly TaskEvent[]
  steps: readonly Readonly<{ key: string; epoch: number }>[]
}>

/** The conditions that the protocol depends on. Tests remove one at a time and see an invariant break. */
export type Guard =
  | 'epoch'
  | 'status'
  | 'claim-only-ready'
  | 'only-expired-leases'
  | 'recover-leases'
  | 'recover-unclaimed'
  | 'fail-overdue'
  | 'attempt-limit'
  | 'look-up-steps'
  | 'first-take-wins'
  | 'acknowledge-after-claim'
  | 'publish-before-mark'
  | 'capacity'
  | 'fewest-in-flight'
  | 'stream-check'

export const isTerminal = (row: TaskRow): boolean => row.status !== 'ready' && row.status !== 'running'

/** Whether a task occupies a slot of its service: it is running, or its command is on the way to a worker. */
export const isInFlight = (row: TaskRow): boolean =>
  row.status === 'running' || (row.status === 'ready' && row.dispatchedAt !== null)
