import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import { DEADLINE_MIN, MAX_ATTEMPTS } from '@vss/shared/ledger/submit-task.ts'
import type { Guard, TaskEvent, TaskRow } from './task-row.ts'

export type Moment = { readonly now: number; readonly without: ReadonlySet<Guard> }

/** One conditional UPDATE: the row as it becomes, or null where the condition does not hold. */
export type Transition = (row: TaskRow, at: Moment) => TaskRow | null

/** end-task.ts `recordEvent` */
const withEvent = (row: TaskRow, type: TaskEvent['type']): TaskRow => {
  const seq = row.eventSeq + 1
  return { ...row, eventSeq: seq, events: [...row.events, { seq, type, isPublished: false }] }
}

/** submit-task.ts `insertTask` */
export const newRow = (
  id: number,
  task: { org: number; service: ServiceName; retryOf: number | null; steps: TaskRow['steps'] },
  now: number,
): TaskRow => ({
  ...task,
  id,
  status: 'ready',
  runAt: now,
  deadlineAt: now + DEADLINE_MIN * 60,
  dispatchedAt: null,
  dispatchSeq: 0,
  streamSeq: null,
  epoch: 0,
  leaseUntil: null,
  attempt: 0,
  eventSeq: 0,
  events: [],
})

/** retry-task.ts `retryTask`; null: neither failed nor cancelled. */
export const retryRow = (old: TaskRow, id: number, now: number): TaskRow | null =>
  old.status === 'failed' || old.status === 'cancelled'
    ? newRow(
        id,
        {
          org: old.org,
          service: old.service,
          retryOf: old.id,
          steps: old.steps.map(({ key }) => ({ key, epoch: 0 })),
        },
        now,
      )
    : null

/** claim-task.ts `claimTask` */
export const claim =
  ({ service, leaseSec }: { service: ServiceName; leaseSec: number }): Transition =>
  (row, { now, without }) => {
    const isReady = row.status === 'ready' || without.has('claim-only-ready')
    if (row.service !== service || !isReady || row.runAt > now || row.deadlineAt <= now) return null
    const claimed = {
      ...row,
      status: 'running' as const,
      epoch: row.epoch + 1,
      leaseUntil: now + leaseSec,
      attempt: row.attempt + 1,
    }
    return withEvent(claimed, 'started')
  }

/** end-task.ts `heldBy` */
export const heldBy =
  (epoch: number): Condition =>
  (row, { without }) =>
    (row.epoch === epoch || without.has('epoch')) && (row.status === 'running' || without.has('status'))

type Condition = (row: TaskRow, at: Moment) => boolean

/** `isOpen` of cancel-task.ts and of `failOverdue` in recover-tasks.ts */
export const isOpen: Condition = (row, { without }) =>
  row.status === 'ready' || row.status === 'running' || without.has('status')

/** end-task.ts `endTask`, and with it `completeTask`, `failTask`, `failTaskWhile` and `cancelTask` */
export const endTask =
  (status: 'completed' | 'failed' | 'cancelled', condition: Condition): Transition =>
  (row, at) =>
    condition(row, at) ? withEvent({ ...row, status, leaseUntil: null }, status) : null

/** lease.ts `renewLease` */
export const renewLease =
  (epoch: number, leaseSec: number): Transition =>
  (row, at) =>
    heldBy(epoch)(row, at) ? { ...row, leaseUntil: at.now + leaseSec } : null

/** lease.ts `releaseTask` */
export const releaseTask =
  (epoch: number, release: { delaySec: number; keepAttempt: boolean }): Transition =>
  (row, at) =>
    heldBy(epoch)(row, at)
      ? {
          ...row,
          status: 'ready',
          runAt: at.now + release.delaySec,
          dispatchedAt: null,
          leaseUntil: null,
          attempt: release.keepAttempt ? row.attempt : row.attempt - 1,
        }
      : null

/** task-step.ts `recordStep`: the first record of a step stays. */
export const recordStep =
  (epoch: number, key: string): Transition =>
  (row, at) => {
    if (!heldBy(epoch)(row, at)) return null
    return row.steps.some((step) => step.key === key) ? row : { ...row, steps: [...row.steps, { key, epoch }] }
  }

/** recover-tasks.ts `recoverUnclaimed` */
export const recoverUnclaimed =
  (unclaimedSec: number): Transition =>
  (row, { now, without }) =>
    row.status === 'ready' &&
    row.dispatchedAt !== null &&
    row.dispatchedAt < now - unclaimedSec &&
    !without.has('recover-unclaimed')
      ? { ...row, dispatchedAt: null }
      : null

/** recover-tasks.ts: `running`, and its lease ran out */
export const isExpired: Condition = (row, { now, without }) =>
  row.status === 'running' &&
  row.leaseUntil !== null &&
  (row.leaseUntil < now || without.has('only-expired-leases')) &&
  !without.has('recover-leases')

/** recover-tasks.ts `recoverExpiredLeases`, the UPDATE */
export const recoverExpired: Transition = (row, at) =>
  isExpired(row, at) && (row.attempt < MAX_ATTEMPTS || at.without.has('attempt-limit'))
    ? { ...row, status: 'ready', runAt: at.now, dispatchedAt: null, leaseUntil: null }
    : null

/** recover-tasks.ts `recoverExpiredLeases`, the SELECT of those whose last attempt it was */
export const isExhausted: Condition = (row, at) => isExpired(row, at) && row.attempt >= MAX_ATTEMPTS

/** recover-tasks.ts `failOverdue`, the SELECT */
export const isOverdue: Condition = (row, { now, without }) =>
  (row.status === 'ready' || row.status === 'running') && row.deadlineAt < now && !without.has('fail-overdue')

/** pick-tasks.ts `pickTasks`, the UPDATE */
export const markDispatched: Transition = (row, { now }) =>
  row.status === 'ready' && row.dispatchedAt === null
    ? { ...row, dispatchedAt: now, dispatchSeq: row.dispatchSeq + 1, streamSeq: null }
    : null

/** dispatch-tasks.ts `stillDispatched`, set to what the broker answered: a sequence, or null for no answer */
export const noteAnswer =
  (dispatchSeq: number, streamSeq: number | null): Transition =>
  (row) => {
    if (row.dispatchSeq !== dispatchSeq || row.status !== 'ready') return null
    return streamSeq === null ? { ...row, dispatchedAt: null } : { ...row, streamSeq }
  }

/** reconcile-stream.ts `forgetDispatches` */
export const forgetDispatch: Transition = (row) =>
  row.status === 'ready' && row.dispatchedAt !== null ? { ...row, dispatchedAt: null } : null

/** relay-events.ts `relayEvents`, the UPDATE */
export const markPublished =
  (seqs: readonly number[]): Transition =>
  (row) => ({
    ...row,
    events: row.events.map((event) => (seqs.includes(event.seq) ? { ...event, isPublished: true } : event)),
  })
