import { AppError, RetryLaterError } from '@vss/shared/errors/app-error.ts'
import { StaleClaimError } from '@vss/shared/ledger/lease.ts'
import { decideSettlement } from '../../packages/shared/src/worker/decide-settlement.ts'
import { RunStopped, type StopReason } from '../../packages/shared/src/worker/hold-lease.ts'
import { acknowledge, deliverable } from './bus.ts'
import { checkWrite, require } from './invariants.ts'
import { rowOf, saveTake, write } from './ledger-model.ts'
import { claim, endTask, heldBy, recordStep, releaseTask, type Transition } from './transitions.ts'
import { type BusySlot, count, crashWorker, SERVICE, STEPS, startWorker, type Worker, type World } from './world.ts'

/** receive-commands.ts `receiveCommands`: a free slot pulls one command. */
export const receive = (world: World, worker: Worker, choice: number): void => {
  if (worker.state !== 'working' || worker.busySlots.length >= worker.slots) return
  const messages = deliverable(world.bus, world.ledger.now)
  const message = messages[choice % messages.length]
  if (!message) return
  if (message.heldSince !== null) count(world, 'a held command came again')
  message.heldSince = world.ledger.now
  worker.busySlots.push({
    taskId: message.taskId,
    message,
    phase: 'received',
    epoch: 0,
    attempt: 0,
    claimedAt: 0,
    deadlineAt: 0,
    leaseEnd: 0,
    beatAt: 0,
    step: 0,
    take: null,
    stop: null,
  })
}

/** Made once, because slots end with each of them thousands of times. */
const STALE = new StaleClaimError({ taskId: 0, epoch: 0 })
const STOPPED = {
  lost: new RunStopped('lost'),
  deadline: new RunStopped('deadline'),
  shutdown: new RunStopped('shutdown'),
}
const BAD_INPUT = new AppError('payload_invalid', 'task.crashed')
const TROUBLE = new AppError('third_party_failed', 'task.crashed')
const LIMITS = [5, 50, 400].map((sec) => new RetryLaterError('rate_limited', 'task.crashed', {}, sec * 1000))

const freeSlot = (worker: Worker, slot: BusySlot): void => {
  worker.busySlots.splice(worker.busySlots.indexOf(slot), 1)
}

/** A write under a claim. False: it was refused, because another worker holds the task by now. */
export const writeAs = (world: World, slot: BusySlot, transition: Transition): boolean => {
  const before = rowOf(world.ledger, slot.taskId)
  const isAccepted = write(world.ledger, slot.taskId, transition) !== null
  checkWrite(world, slot, before, isAccepted)
  if (!isAccepted) count(world, 'a stale write was refused')
  return isAccepted
}

/** run-claim.ts, with the real table of settlements. */
const giveUp = (world: World, worker: Worker, slot: BusySlot, error: unknown): void => {
  const stopped: Record<StopReason, RunStopped> = STOPPED
  const settlement = decideSettlement(error, slot.stop && stopped[slot.stop], {
    taskId: slot.taskId,
    service: SERVICE,
    attempt: slot.attempt,
    waitedMs: 0,
    ranMs: (world.ledger.now - slot.claimedAt) * 1000,
    remainingMs: (slot.deadlineAt - world.ledger.now) * 1000,
  })
  count(world, `a run ended with ${settlement.kind}`)
  if (settlement.kind === 'fail') writeAs(world, slot, endTask('failed', heldBy(slot.epoch)))
  if (settlement.kind === 'release') {
    const { delayMs, keepAttempt } = settlement
    writeAs(world, slot, releaseTask(slot.epoch, { delaySec: delayMs / 1000, keepAttempt }))
  }
  freeSlot(worker, slot)
}

/** run-worker.ts `tryClaim` */
const tryClaim = (world: World, worker: Worker, slot: BusySlot): void => {
  const { ledger, history, leaseSec } = world
  const isUnmarked = rowOf(ledger, slot.taskId).dispatchedAt === null
  const row = write(ledger, slot.taskId, claim({ service: SERVICE, leaseSec }))
  if (!row) {
    count(world, 'a claim was refused')
    acknowledge(world.bus, slot)
    freeSlot(worker, slot)
    return
  }
  count(world, 'a task was claimed')
  history.newestClaim.set(row.id, slot)
  if (isUnmarked) history.claimedUnmarked.add(row.id)
  else history.claimedUnmarked.delete(row.id)
  slot.epoch = row.epoch
  slot.attempt = row.attempt
  slot.claimedAt = ledger.now
  slot.beatAt = ledger.now
  slot.leaseEnd = ledger.now + leaseSec
  slot.deadlineAt = row.deadlineAt
  slot.phase = slot.message ? 'claimed' : 'between-steps'
}

const takeHash = (world: World, slot: BusySlot): string => `${rowOf(world.ledger, slot.taskId).org}/line`

/** make-step.ts `makeStep`, up to the start of its `fn`, which looks for a cached take. */
const startStep = (world: World, slot: BusySlot, key: string): void => {
  const { ledger, history } = world
  const isKnown = rowOf(ledger, slot.taskId).steps.some((step) => step.key === key)
  if (isKnown && !ledger.without.has('look-up-steps')) {
    count(world, 'a finished step was found')
    slot.step += 1
    return
  }
  require(!history.finishedSteps.has(`${slot.taskId}/${key}`), 'a finished step never runs again', () =>
    `${slot.taskId}/${key}`)
  slot.take = ledger.takes.get(takeHash(world, slot)) ?? null
  slot.phase = 'in-step'
}

const useTake = (world: World, slot: BusySlot): void => {
  const hash = takeHash(world, slot)
  const used = slot.take ?? saveTake(world.ledger, hash, `by ${slot.taskId}.${slot.epoch}`)
  const known = world.history.takes.get(hash) ?? used
  world.history.takes.set(hash, known)
  require(used === known, 'all tasks use the same take', () => `${used} where ${known} is in use`)
}

/** make-step.ts `makeStep`, from the end of its `fn`. */
const finishStep = (world: World, worker: Worker, slot: BusySlot): void => {
  const key = STEPS[slot.step] as string
  if (slot.step === 0) useTake(world, slot)
  if (writeAs(world, slot, recordStep(slot.epoch, key))) {
    world.history.finishedSteps.add(`${slot.taskId}/${key}`)
    slot.step += 1
    slot.phase = 'between-steps'
  } else giveUp(world, worker, slot, STALE)
}

const complete = (world: World, worker: Worker, slot: BusySlot, choice: number): void => {
  const isCompleted = writeAs(world, slot, endTask('completed', heldBy(slot.epoch)))
  count(world, isCompleted ? 'a task was completed' : 'a completion was refused')
  // The answer to the commit may be lost: the worker settles again.
  if (isCompleted && choice % 8 === 1) return
  freeSlot(worker, slot)
}

/** How the `fn` of a step ends: in one of three cases with an error, never with `choice` 0. */
const failureOf = (choice: number): AppError | undefined => {
  const kind = choice % 16
  if (kind === 1) return BAD_INPUT
  if (kind === 2) return LIMITS[Math.floor(choice / 16) % LIMITS.length]
  return kind >= 3 && kind <= 5 ? TROUBLE : undefined
}

const workOn = (world: World, worker: Worker, slot: BusySlot, choice: number): void => {
  const error = slot.stop ? STOPPED[slot.stop] : slot.phase === 'in-step' && failureOf(choice)
  const key = STEPS[slot.step]
  if (slot.phase === 'in-step' && world.isFirstDeadly && slot.taskId === 1) {
    crashWorker(world, worker)
    startWorker(world, worker.slots)
  } else if (error) giveUp(world, worker, slot, error)
  else if (slot.phase === 'in-step') finishStep(world, worker, slot)
  else if (key) startStep(world, slot, key)
  else complete(world, worker, slot, choice)
}

/** Does the next action of one slot. With `choice` 0 the work succeeds. */
export const advanceSlot = (world: World, worker: Worker, slot: BusySlot, choice: number): void => {
  const acknowledgesFirst = world.ledger.without.has('acknowledge-after-claim')
  if (slot.phase === 'received' && acknowledgesFirst) {
    acknowledge(world.bus, slot)
    slot.phase = 'acknowledged'
  } else if (slot.phase === 'received' || slot.phase === 'acknowledged') tryClaim(world, worker, slot)
  else if (slot.phase === 'claimed') {
    acknowledge(world.bus, slot)
    slot.phase = 'between-steps'
  } else workOn(world, worker, slot, choice)
}
