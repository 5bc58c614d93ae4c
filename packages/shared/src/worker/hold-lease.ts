import type { Kysely } from 'kysely'
import type { Database } from '../ledger/database.ts'
import { type Fence, type Progress, renewLease } from '../ledger/lease.ts'
import type { Logger } from '../process/logger.ts'

/**
 * The lease of a running task: heartbeat, clocks and reasons to stop.
 *
 * A claim is a lease. The ledger gives a task to one worker until `lease_until`, and each heartbeat moves that time
 * forward. A worker that dies sends no more heartbeats; its lease expires, the reconciler makes the task ready again,
 * and another worker claims it. The dangerous worker is not the dead one but the slow one: frozen by its host, or cut
 * off from the network. It wakes up after its lease has expired and carries on, while another worker runs the same
 * task. Two mechanisms deal with it.
 *
 * Fencing makes it harmless. Every claim raises the task's lease epoch, and every write under a claim is conditional
 * on that epoch (`Fence`, `heldBy`). A worker with an old epoch may compute whatever it likes, it changes nothing in
 * the ledger. Correctness rests on this alone and on no clock.
 *
 * The local end of the lease saves money. A worker whose lease has expired should stop calling paid providers, and
 * should not keep trying to write a result that will be refused. So each run measures its lease itself. `lease_until`
 * is a time of the database's clock, which may differ from the worker's; the two are never compared. Instead the run
 * counts `leaseMs` by the monotonic clock of its own process, from the moment before the claim or the heartbeat was
 * sent. The ledger counts the same time from when it executes that statement, which is later. Hence the lease ends
 * here no later than in the ledger, however long the request was on its way.
 *
 * A heartbeat that does not reach the ledger is not an error by itself: the next one may. The run gives up as `lost`
 * when not even one more heartbeat would fit before the lease ends. A heartbeat that the ledger refuses stops the run
 * immediately: the task was cancelled, or belongs to another claim. The first reason to stop wins; the later ones are
 * ignored.
 */

/** Why a run has to stop. `lost`: the task is cancelled or has another claim, so nothing may be written any more. */
export type StopReason = 'lost' | 'deadline' | 'shutdown'

export class RunStopped extends Error {
  readonly reason: StopReason

  constructor(reason: StopReason) {
    super(`the run was stopped: ${reason}`)
    this.name = 'RunStopped'
    this.reason = reason
  }
}

/** The least time between two writes of progress. */
const PROGRESS_EVERY_MS = 1_000
/** The run stops this long before the deadline, so that it is settled before the reconciler fails the task. */
const DEADLINE_MARGIN_MS = 30_000
/** In this last stretch before the deadline, pipelines skip optional work. */
const HURRY_MS = 4 * 60_000

export type Lease = {
  signal: AbortSignal
  hurry(): boolean
  progress(progress: Progress): void
  /** True while the lease certainly holds, measured by the clock of this process. */
  holds(): boolean
  stop(reason: StopReason): void
  /** Asks the ledger now instead of at the next heartbeat. */
  check(): Promise<void>
  end(): void
}

/**
 * Keeps a claim alive while its pipeline runs, and aborts `signal` when the run has to stop. `claimedAt` is the
 * `performance.now()` from before the claim was sent.
 */
export const holdLease = (
  db: Kysely<Database>,
  fence: Fence,
  options: { leaseMs: number; heartbeatMs: number; remainingMs: number; claimedAt: number; log: Logger },
): Lease => {
  const { leaseMs, heartbeatMs, remainingMs, claimedAt, log } = options
  const controller = new AbortController()
  let leaseEnd = claimedAt + leaseMs
  let progress: Progress | null = null
  let lastWrite = claimedAt
  let beating: Promise<void> | null = null

  const stop = (reason: StopReason) => {
    if (!controller.signal.aborted) controller.abort(new RunStopped(reason))
  }
  const beat = async () => {
    const sentAt = performance.now()
    lastWrite = sentAt
    try {
      if (await renewLease(db, fence, leaseMs, progress)) leaseEnd = sentAt + leaseMs
      else stop('lost')
    } catch (error) {
      log.warn({ err: error }, 'a heartbeat did not reach the ledger')
      // If no other heartbeat fits before the lease ends, another worker may have the task before it is answered.
      if (performance.now() + heartbeatMs > leaseEnd) stop('lost')
    }
  }
  const check = () => {
    beating ??= beat().finally(() => {
      beating = null
    })
    return beating
  }
  const heartbeat = setInterval(() => void check(), heartbeatMs)
  const deadline = setTimeout(() => stop('deadline'), Math.max(0, remainingMs - DEADLINE_MARGIN_MS))
  return {
    signal: controller.signal,
    hurry: () => performance.now() - claimedAt > remainingMs - HURRY_MS,
    progress: (next) => {
      progress = next
      if (performance.now() - lastWrite >= PROGRESS_EVERY_MS) void check()
    },
    holds: () => performance.now() < leaseEnd,
    stop,
    check,
    end: () => {
      clearInterval(heartbeat)
      clearTimeout(deadline)
    },
  }
}
