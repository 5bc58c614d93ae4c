import type { Kysely } from 'kysely'
import type { ObjectStore } from '../artifacts/object-store.ts'
import { parseInput } from '../artifacts/read-json-input.ts'
import { TASKS, type TaskType } from '../contracts/registry.ts'
import type { Claim } from '../ledger/claim-task.ts'
import type { Database } from '../ledger/database.ts'
import { completeTask, failTask } from '../ledger/finish-task.ts'
import { isDatabaseUnavailable } from '../ledger/is-database-unavailable.ts'
import { releaseTask } from '../ledger/keep-lease.ts'
import type { Logger } from '../process/logger.ts'
import { inSpan, traceIdOf } from '../process/trace-context.ts'
import { decideOutcome, type Settlement } from './decide-outcome.ts'
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

/** Writes the end of a run; while the ledger is out of reach, tries again for as long as the lease holds. */
const settle = async (lease: Lease, log: Logger, write: () => Promise<boolean>): Promise<boolean> => {
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!isDatabaseUnavailable(error) || !lease.holds()) throw error
      log.warn({ err: error }, 'the end of a task could not be written yet')
      await new Promise((resolve) => setTimeout(resolve, SETTLE_RETRY_MS))
    }
  }
}

const makeRun = (deps: ClaimDeps, claim: Claim, lease: Lease, log: Logger): Run => ({
  signal: lease.signal,
  hurry: lease.hurry,
  log,
  progress: (fraction, text) => lease.progress({ fraction, sentence: text }),
  step: makeStep(deps, {
    orgId: claim.orgId,
    fence: { taskId: claim.id, epoch: claim.epoch },
    signal: lease.signal,
  }),
  span: (name, attributes, fn) => inSpan(name, attributes, fn),
})

/** Parsed again here: an older gateway may have written the row, without today's defaults. */
const toTask = (claim: Claim): ClaimedTask => {
  const { id, orgId, type, locale, attempt, epoch } = claim
  const payload = parseInput(TASKS[type].payload, claim.payload, 'payload')
  return { id, orgId, type, payload, locale, attempt, epoch }
}

/** Runs one claimed task to its end and settles it in the ledger. Never throws for the task's own problems. */
export const runClaim = async (
  deps: ClaimDeps,
  claim: Claim,
  claimedAt: number,
  handler: TaskHandler<TaskType>,
  onLease: (lease: Lease) => () => void,
): Promise<void> => {
  const log = deps.log.child({
    taskId: claim.id,
    taskType: claim.type,
    attempt: claim.attempt,
    taskTrace: traceIdOf(claim.traceparent),
  })
  const fence = { taskId: claim.id, epoch: claim.epoch }
  const lease = holdLease(deps.db, fence, { ...deps, remainingMs: claim.remainingMs, claimedAt, log })
  const release = onLease(lease)
  const complete = async (): Promise<Settlement> => {
    const outcome = await handler(toTask(claim), makeRun(deps, claim, lease, log))
    const written = await settle(lease, log, () => completeTask(deps.db, claim, fence, outcome))
    return { kind: written ? 'complete' : 'abandon' }
  }
  const giveUp = (error: unknown): Settlement => {
    const ranMs = performance.now() - claimedAt
    const situation = {
      ...claim,
      taskId: claim.id,
      service: deps.service,
      ranMs,
      remainingMs: claim.remainingMs - ranMs,
    }
    const reason: unknown = lease.signal.reason
    const settlement = decideOutcome(error, reason instanceof RunStopped ? reason : null, situation)
    const level = settlement.kind === 'fail' || settlement.kind === 'abandon' ? 'warn' : 'info'
    log[level]({ err: error, settlement: settlement.kind }, 'the run did not complete')
    return settlement
  }
  try {
    const settlement = await complete().catch(giveUp)
    const written = await settle(lease, log, () => writeEnd(deps, claim, settlement))
    if (written) log.info({ ended: settlement.kind }, 'task settled')
    else log.warn('the claim is stale: nothing was written')
  } finally {
    lease.end()
    release()
  }
}

/** False: the claim is stale. */
const writeEnd = async (deps: ClaimDeps, claim: Claim, settlement: Settlement): Promise<boolean> => {
  const fence = { taskId: claim.id, epoch: claim.epoch }
  if (settlement.kind === 'fail') return failTask(deps.db, claim, fence, settlement.error)
  if (settlement.kind === 'release') return releaseTask(deps.db, fence, settlement)
  return settlement.kind === 'complete'
}
