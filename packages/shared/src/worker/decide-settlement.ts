import { AppError, RetryLaterError } from '../errors/app-error.ts'
import { ERRORS } from '../errors/errors.ts'
import type { TaskOutcome } from '../ledger/end-task.ts'
import { StaleClaimError } from '../ledger/lease.ts'
import { MAX_ATTEMPTS } from '../ledger/submit-task.ts'
import type { RunStopped } from './hold-lease.ts'

/** How a run ends in the ledger. */
export type Settlement =
  | { kind: 'complete'; outcome: TaskOutcome }
  | { kind: 'fail'; error: AppError }
  | { kind: 'release'; delayMs: number; keepAttempt: boolean; problem: string | null }
  /** The claim is stale: nothing may be written. */
  | { kind: 'abandon' }

/** A parked task needs this much time after the wait. If the deadline is nearer, it fails now instead of later. */
const MIN_TIME_AFTER_PARKING_MS = 120_000
const BACKOFF_BASE_MS = 1_000

export type Situation = {
  taskId: number
  service: string
  attempt: number
  /** Time left until the deadline. */
  remainingMs: number
  /** Time since the task was created, and since this claim. */
  waitedMs: number
  ranMs: number
}

const deadlineError = (situation: Situation) =>
  new AppError('execution_failed', 'task.deadline_running', {
    minutes: Math.round((situation.waitedMs + situation.ranMs + situation.remainingMs) / 60_000),
    waited: Math.round(situation.waitedMs / 1000),
    ran: Math.round(situation.ranMs / 1000),
    attempts: situation.attempt,
  })

/** Waiting is not the task's fault, so parking costs no attempt: only the deadline limits how often a task is parked. */
const parkOrFail = (error: RetryLaterError, situation: Situation): Settlement => {
  const fits = error.delayMs + MIN_TIME_AFTER_PARKING_MS < situation.remainingMs
  if (!fits) return { kind: 'fail', error }
  return { kind: 'release', delayMs: error.delayMs, keepAttempt: false, problem: error.message }
}

const retryOrFail = (error: unknown, situation: Situation): Settlement => {
  const problem = error instanceof Error ? error.message : String(error)
  if (situation.attempt < MAX_ATTEMPTS) {
    const delayMs = BACKOFF_BASE_MS * 2 ** (situation.attempt - 1)
    return { kind: 'release', delayMs, keepAttempt: true, problem }
  }
  if (error instanceof AppError) return { kind: 'fail', error }
  const detail = error instanceof Error ? error.name : typeof error
  const params = { service: situation.service, detail, id: situation.taskId }
  return { kind: 'fail', error: new AppError('execution_failed', 'task.unexpected', params, { cause: error }) }
}

/** How a run whose pipeline threw is settled. `stopped` is the reason why the run was stopped, if it was. */
export const decideSettlement = (error: unknown, stopped: RunStopped | null, situation: Situation): Settlement => {
  if (error instanceof StaleClaimError || stopped?.reason === 'lost') return { kind: 'abandon' }
  if (stopped?.reason === 'shutdown') return { kind: 'release', delayMs: 0, keepAttempt: false, problem: null }
  if (stopped?.reason === 'deadline') return { kind: 'fail', error: deadlineError(situation) }
  if (error instanceof RetryLaterError) return parkOrFail(error, situation)
  if (error instanceof AppError && !ERRORS[error.code].retry) return { kind: 'fail', error }
  return retryOrFail(error, situation)
}
