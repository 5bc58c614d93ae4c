import type { Kysely } from 'kysely'
import { parseInput } from '../artifacts/json-input.ts'
import type { ObjectStore } from '../artifacts/object-store.ts'
import { payloadSchemaOf, type TaskType } from '../contracts/registry.ts'
import type { Claim } from '../ledger/claim-task.ts'
import type { Database } from '../ledger/database.ts'
import { completeTask, failTask } from '../ledger/end-task.ts'
import { isDatabaseUnavailable } from '../ledger/is-database-unavailable.ts'
import { releaseTask } from '../ledger/lease.ts'
import type { Logger } from '../process/logger.ts'
import { pause } from '../process/pause.ts'
import { inSpan, traceIdOf } from '../process/trace-context.ts'
import { decideSettlement, type Settlement } from './decide-settlement.ts'
import { holdLease, type Lease, RunStopped } from './hold-lease.ts'
import { makeStep } from './make-step.ts'
import type { ClaimedTask, Run, TaskHandler } from './task-handler.ts'

export type ClaimDeps = {
  db: Kysely<Database>
  objects: ObjectStore
  log: Logger
  service: string
  leaseMs: number
  heartbeatMs: number
}

const SETTLE_RETRY_MS = 500

const makeRun = (deps: ClaimDeps, { orgId, fence }: Claim, lease: Lease, log: Logger): Run => ({
  signal: lease.signal,
  hurry: lease.hurry,
  log,
  progress: (fraction, text) => lease.progress({ fraction, sentence: text }),
  step: makeStep(deps, { orgId, fence, signal: lease.signal }),
  span: (name, attributes, fn) => inSpan(name, attributes, fn),
})

/** Parses the payload again: the row may come from an older gateway, without today's defaults. */
const toTask = <T extends TaskType>(claim: Claim<T>): ClaimedTask<T> => {
  const { id, orgId, type, locale, attempt, fence } = claim
  const payload = parseInput(payloadSchemaOf(type), claim.payload, 'payload')
  return { id, orgId, type, payload, locale, attempt, fence }
}

/** Writes the settlement under the claim. False: the claim is stale, nothing was written. */
const write = (db: Kysely<Database>, claim: Claim, settlement: Settlement): Promise<boolean> => {
  switch (settlement.kind) {
    case 'complete':
      return completeTask(db, claim, claim.fence, settlement.outcome)
    case 'fail':
      return failTask(db, claim, claim.fence, settlement.error)
    case 'release':
      return releaseTask(db, claim.fence, settlement)
    case 'abandon':
      return Promise.resolve(false)
  }
}

/** Repeats a write while the ledger cannot be reached, for as long as the lease holds. */
const writeWhileHeld = async (lease: Lease, log: Logger, attempt: () => Promise<boolean>): Promise<boolean> => {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!isDatabaseUnavailable(error) || !lease.holds()) throw error
      log.warn({ err: error }, 'the end of a task could not be written yet')
      await pause(SETTLE_RETRY_MS)
    }
  }
}

/**
 * Runs one claimed task and settles it in the ledger.
 *
 * A claim is settled at most once, as completed, failed, or released (ready again later). The way there is always the
 * same: decide, write, log.
 *
 * Decide. A pipeline that returns is `complete`. For one that throws, `decideSettlement` maps the error, the reason the
 * run was stopped and the attempts used to a settlement. It is the only place that knows these rules.
 *
 * Write. A settlement is one transaction, conditional on the fence. If the claim is stale, nothing is written, and that
 * is final: a cancel or another claim has decided. If the ledger cannot be reached, the write is
 * repeated while the lease certainly holds; after that the task may already run elsewhere, so the error is thrown.
 *
 * Completing can fail too: a pipeline may commit its own rows together with the result (`TaskOutcome.commit`). The
 * transaction then rolls back, and the error is decided like one of the pipeline. If writing that second settlement
 * fails as well, its error is thrown.
 *
 * An error that is thrown here ends nothing: the lease expires, the reconciler makes the task ready again, and the next
 * attempt finds the finished steps. A crash at any point has the same effect.
 */
export const runClaim = async <T extends TaskType>(
  deps: ClaimDeps,
  claim: Claim<T>,
  claimedAt: number,
  handler: TaskHandler<T>,
  onLease: (lease: Lease) => () => void,
): Promise<void> => {
  const log = deps.log.child({
    taskId: claim.id,
    taskType: claim.type,
    attempt: claim.attempt,
    taskTrace: traceIdOf(claim.traceparent),
  })
  const lease = holdLease(deps.db, claim.fence, { ...deps, remainingMs: claim.remainingMs, claimedAt, log })
  const release = onLease(lease)
  const decide = (error: unknown): Settlement => {
    const ranMs = performance.now() - claimedAt
    const { id: taskId, attempt, waitedMs } = claim
    const remainingMs = claim.remainingMs - ranMs
    const reason: unknown = lease.signal.reason
    const stopped = reason instanceof RunStopped ? reason : null
    return decideSettlement(error, stopped, { taskId, service: deps.service, attempt, remainingMs, waitedMs, ranMs })
  }
  const settle = async (settlement: Settlement): Promise<void> => {
    const isWritten = await writeWhileHeld(lease, log, () => write(deps.db, claim, settlement))
    if (isWritten) log.info({ ended: settlement.kind }, 'task settled')
    else log.warn({ ended: 'abandon' }, 'the claim is stale: nothing was written')
  }
  const work = async (): Promise<Settlement> => {
    const outcome = await handler(toTask(claim), makeRun(deps, claim, lease, log))
    return { kind: 'complete', outcome }
  }
  try {
    await work()
      .then(settle)
      .catch((error: unknown) => {
        const settlement = decide(error)
        // Logged before it is written: where the write fails, this is all that is known of the cause.
        const level = settlement.kind === 'fail' || settlement.kind === 'abandon' ? 'warn' : 'info'
        log[level]({ err: error, settlement: settlement.kind }, 'the run did not complete')
        return settle(settlement)
      })
  } finally {
    lease.end()
    release()
  }
}
