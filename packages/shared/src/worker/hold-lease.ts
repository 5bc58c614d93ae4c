import type { Kysely } from 'kysely'
import type { Database } from '../ledger/database.ts'
import { type Fence, type Progress, renewLease } from '../ledger/lease.ts'
import type { Logger } from '../process/logger.ts'

/** Why a run was told to stop. `lost`: cancelled, or another worker's by now; nothing may be written any more. */
export type StopReason = 'lost' | 'deadline' | 'shutdown'

export class RunStopped extends Error {
  readonly reason: StopReason

  constructor(reason: StopReason) {
    super(`the run was stopped: ${reason}`)
    this.name = 'RunStopped'
    this.reason = reason
  }
}

/** Progress is written at most this often between heartbeats. */
const PROGRESS_EVERY_MS = 1_000
/** The task must be settled before the reconciler ends it at the deadline. */
const DEADLINE_MARGIN_MS = 30_000
/** From here on pipelines skip what is nice to have. */
const HURRY_MS = 4 * 60_000

export type Lease = {
  signal: AbortSignal
  hurry(): boolean
  progress(progress: Progress): void
  /** True while the lease certainly still holds, by this process's own clock. */
  holds(): boolean
  stop(reason: StopReason): void
  /** Asks the ledger now instead of at the next heartbeat. */
  check(): Promise<void>
  end(): void
}

/**
 * Keeps a claim alive while its pipeline runs, and tells the pipeline when to stop. The lease ends by a monotonic
 * clock of this process, counted from before each successful heartbeat: never later than the ledger's.
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
      // One more heartbeat must fit before the lease ends; otherwise someone else may already have the task.
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
