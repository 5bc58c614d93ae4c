import { AppError, RetryLaterError } from '@vss/shared/errors/app-error.ts'
import { StaleClaimError } from '@vss/shared/ledger/lease.ts'
import { decideSettlement } from '../../packages/shared/src/worker/decide-settlement.ts'
import { RunStopped, type StopReason } from '../../packages/shared/src/worker/hold-lease.ts'
import { acknowledge } from './bus.ts'
import { checkWrite, require } from './invariants.ts'
import { keepTake, rowOf, write } from './ledger-model.ts'
import { claim, endTask, heldBy, recordStep, releaseTask, type Transition } from './transitions.ts'
import { count, crashWorker, type Run, SERVICE, STEPS, startWorker, type Worker, type World } from './world.ts'

/** Made once: a run of the model ends thousands of times with each of them. */
const STALE = new StaleClaimError({ taskId: 0, epoch: 0 })
const STOPPED = {
  lost: new RunStopped('lost'),
  deadline: new RunStopped('deadline'),
  shutdown: new RunStopped('shutdown'),
}
const BAD_INPUT = new AppError('payload_invalid', 'task.crashed')
const TROUBLE = new AppError('third_party_failed', 'task.crashed')
const LIMITS = [5, 50, 400].map((sec) => new RetryLaterError('rate_limited', 'task.crashed', {}, sec * 1000))

const endRun = (worker: Worker, run: Run): void => {
  worker.runs.splice(worker.runs.indexOf(run), 1)
}

/** A write under a claim. False: refused, this worker is a zombie. */
export const writeAs = (world: World, run: Run, transition: Transition): boolean => {
  const before = rowOf(world.ledger, run.taskId)
  const isAccepted = write(world.ledger, run.taskId, transition) !== null
  checkWrite(world, run, before, isAccepted)
  if (!isAccepted) count(world, 'a stale write was refused')
  return isAccepted
}

/** run-claim.ts `giveUp` and `writeEnd`; the table of outcomes is the real one. */
const giveUp = (world: World, worker: Worker, run: Run, error: unknown): void => {
  const stopped: Record<StopReason, RunStopped> = STOPPED
  const settlement = decideSettlement(error, run.stop && stopped[run.stop], {
    taskId: run.taskId,
    service: SERVICE,
    attempt: run.attempt,
    waitedMs: 0,
    ranMs: (world.ledger.now - run.claimedAt) * 1000,
    remainingMs: (run.deadlineAt - world.ledger.now) * 1000,
  })
  count(world, `a run ended with ${settlement.kind}`)
  if (settlement.kind === 'fail') writeAs(world, run, endTask('failed', heldBy(run.epoch)))
  if (settlement.kind === 'release') {
    const { delayMs, keepAttempt } = settlement
    writeAs(world, run, releaseTask(run.epoch, { delaySec: delayMs / 1000, keepAttempt }))
  }
  endRun(worker, run)
}

/** run-worker.ts `tryClaim` */
const tryClaim = (world: World, worker: Worker, run: Run): void => {
  const { ledger, history, leaseSec } = world
  const isUnmarked = rowOf(ledger, run.taskId).dispatchedAt === null
  const row = write(ledger, run.taskId, claim({ service: SERVICE, leaseSec }))
  if (!row) {
    count(world, 'a claim was refused')
    acknowledge(world.bus, run)
    endRun(worker, run)
    return
  }
  count(world, 'a task was claimed')
  history.newestClaim.set(row.id, run)
  if (isUnmarked) history.claimedUnmarked.add(row.id)
  else history.claimedUnmarked.delete(row.id)
  run.epoch = row.epoch
  run.attempt = row.attempt
  run.claimedAt = ledger.now
  run.beatAt = ledger.now
  run.leaseEnd = ledger.now + leaseSec
  run.deadlineAt = row.deadlineAt
  run.phase = run.message ? 'claimed' : 'between-steps'
}

const takeHash = (world: World, run: Run): string => `${rowOf(world.ledger, run.taskId).org}/line`

/** make-step.ts `makeStep`: up to the start of its `fn`, which finds the cached take. */
const startStep = (world: World, run: Run, key: string): void => {
  const { ledger, history } = world
  const isKnown = rowOf(ledger, run.taskId).steps.some((step) => step.key === key)
  if (isKnown && !ledger.without.has('look-up-steps')) {
    count(world, 'a finished step was found')
    run.step += 1
    return
  }
  require(!history.finishedSteps.has(`${run.taskId}/${key}`), 'a finished step never runs again', () =>
    `${run.taskId}/${key}`)
  run.take = ledger.takes.get(takeHash(world, run)) ?? null
  run.phase = 'in-step'
}

const useTake = (world: World, run: Run): void => {
  const hash = takeHash(world, run)
  const used = run.take ?? keepTake(world.ledger, hash, `by ${run.taskId}.${run.epoch}`)
  const known = world.history.takes.get(hash) ?? used
  world.history.takes.set(hash, known)
  require(used === known, 'everybody uses the same take', () => `${used} where ${known} is in use`)
}

/** make-step.ts `makeStep`: from the end of its `fn`. */
const finishStep = (world: World, worker: Worker, run: Run): void => {
  const key = STEPS[run.step] as string
  if (run.step === 0) useTake(world, run)
  if (writeAs(world, run, recordStep(run.epoch, key))) {
    world.history.finishedSteps.add(`${run.taskId}/${key}`)
    run.step += 1
    run.phase = 'between-steps'
  } else giveUp(world, worker, run, STALE)
}

const complete = (world: World, worker: Worker, run: Run, choice: number): void => {
  const isCompleted = writeAs(world, run, endTask('completed', heldBy(run.epoch)))
  count(world, isCompleted ? 'a task was completed' : 'a completion was refused')
  // The commit's answer may be lost: the worker settles again.
  if (isCompleted && choice % 8 === 1) return
  endRun(worker, run)
}

/** How a step's `fn` ends: one in three times badly, but never when `choice` is 0. */
const failureOf = (choice: number): AppError | undefined => {
  const kind = choice % 16
  if (kind === 1) return BAD_INPUT
  if (kind === 2) return LIMITS[Math.floor(choice / 16) % LIMITS.length]
  return kind >= 3 && kind <= 5 ? TROUBLE : undefined
}

const workOn = (world: World, worker: Worker, run: Run, choice: number): void => {
  const error = run.stop ? STOPPED[run.stop] : run.phase === 'in-step' && failureOf(choice)
  const key = STEPS[run.step]
  if (run.phase === 'in-step' && world.isFirstDeadly && run.taskId === 1) {
    crashWorker(world, worker)
    startWorker(world, worker.slots)
  } else if (error) giveUp(world, worker, run, error)
  else if (run.phase === 'in-step') finishStep(world, worker, run)
  else if (key) startStep(world, run, key)
  else complete(world, worker, run, choice)
}

/** The next thing one slot does. `choice` 0: the work goes well. */
export const advanceRun = (world: World, worker: Worker, run: Run, choice: number): void => {
  const acknowledgesFirst = world.ledger.without.has('acknowledge-after-claim')
  if (run.phase === 'received' && acknowledgesFirst) {
    acknowledge(world.bus, run)
    run.phase = 'acknowledged'
  } else if (run.phase === 'received' || run.phase === 'acknowledged') tryClaim(world, worker, run)
  else if (run.phase === 'claimed') {
    acknowledge(world.bus, run)
    run.phase = 'between-steps'
  } else workOn(world, worker, run, choice)
}
