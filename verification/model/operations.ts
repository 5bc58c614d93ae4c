import { randomUUID } from 'node:crypto'
import { AppError } from '@vss/shared/errors/app-error.ts'
import {
  announceWorker as reallyAnnounce,
  withdrawWorker as reallyWithdraw,
} from '@vss/shared/ledger/announce-worker.ts'
import { cancelTask } from '@vss/shared/ledger/cancel-task.ts'
import { claimTask } from '@vss/shared/ledger/claim-task.ts'
import { completeTask, failTask } from '@vss/shared/ledger/end-task.ts'
import { releaseTask as reallyRelease, renewLease as reallyRenewLease } from '@vss/shared/ledger/lease.ts'
import { retryTask as reallyRetry } from '@vss/shared/ledger/retry-task.ts'
import { submitTask as reallySubmit } from '@vss/shared/ledger/submit-task.ts'
import { findStep, recordStep as reallyRecordStep } from '../../packages/shared/src/ledger/task-step.ts'
import { saveTake as reallySaveTake } from '../../services/dubbing/src/cache/take-cache.ts'
import { type BothLedgers, taskOf } from './both-ledgers.ts'
import { announceWorker, retryTask, rowOf, saveTake, submitTask, withdrawWorker, write } from './ledger-model.ts'
import type { TaskRow } from './task-row.ts'
import { claim, endTask, heldBy, isOpen, recordStep, releaseTask, renewLease } from './transitions.ts'

/** Runs the same operation on both ledgers and returns both answers. */
export type Operation = (both: BothLedgers, choice: number) => Promise<{ model: unknown; real: unknown }>

const SERVICES = [
  ['dubbing', 'GENERATE_DUBBING'],
  ['narration', 'GENERATE_NARRATION'],
] as const
const OTHER_ERROR = new AppError('execution_failed', 'task.crashed')
/** How many claims ago the worker that writes made its own claim. */
const EPOCHS_AGO = [0, 0, 0, 1, 2, -1]
const NOTHING = { model: null, real: null }
/** Few, so that many operations happen to each. */
const MOST_TASKS = 8

export const pickFrom = <T>(list: readonly T[], choice: number): T => list[choice % list.length] as T

/** Submits up to four tasks, so that organisations queue behind each other. */
const submit: Operation = async (both, choice) => {
  const { model, real, ids, orgs } = both
  const [service, type] = pickFrom(SERVICES, Math.floor(choice / 3) % 4 === 0 ? 1 : 0)
  const tenant = pickFrom(orgs, choice)
  const count = Math.min(1 + (Math.floor(choice / 16) % 4), MOST_TASKS - model.rows.length)
  for (let n = 0; n < count; n += 1) {
    submitTask(model, choice % orgs.length, service)
    const created = await reallySubmit(real.db, { ...tenant, type, payload: {}, locale: 'en', traceparent: null })
    ids.push(created.id)
  }
  return NOTHING
}

const tryClaim: Operation = async (both, choice) => {
  const { model, real } = both
  const { row, task } = taskOf(both, choice)
  const service = Math.floor(choice / 16) % 5 === 0 ? 'narration' : row.service
  const leaseSec = pickFrom([20, 60], Math.floor(choice / 128))
  const claimed = write(model, row.id, claim({ service, leaseSec }))
  const answer = await claimTask(real.db, { id: task.id, service, owner: 'w', leaseMs: leaseSec * 1000 })
  return {
    model: claimed && [claimed.epoch, claimed.attempt, (claimed.deadlineAt - model.now) * 1000],
    real: answer && [answer.fence.epoch, answer.attempt, answer.remainingMs],
  }
}

type UnderClaim = (
  both: BothLedgers,
  claimed: ReturnType<typeof taskOf> & { epoch: number },
  choice: number,
) => Promise<{ model: boolean; real: boolean }>

const underClaim =
  (act: UnderClaim): Operation =>
  (both, choice) => {
    const found = taskOf(both, choice)
    const epoch = found.row.epoch - pickFrom(EPOCHS_AGO, Math.floor(choice / 16))
    return act(both, { ...found, epoch }, Math.floor(choice / 128))
  }

const isWritten = (row: TaskRow | null): boolean => row !== null

const beat = underClaim(async ({ model, real }, { row, task, epoch }, choice) => {
  const leaseSec = pickFrom([20, 60], choice)
  return {
    model: isWritten(write(model, row.id, renewLease(epoch, leaseSec))),
    real: await reallyRenewLease(real.db, { taskId: task.id, epoch }, leaseSec * 1000, null),
  }
})

const checkpoint = underClaim(async ({ model, real }, { row, task, epoch }, choice) => {
  const key = pickFrom(['a', 'b'], choice)
  const step = { key, inputHash: 'h', output: epoch }
  const isRecorded = isWritten(write(model, row.id, recordStep(epoch, key)))
  const isReallyRecorded = await reallyRecordStep(real.db, { taskId: task.id, epoch }, step)
  const isKnown = rowOf(model, row.id).steps.some((known) => known.key === key)
  const isReallyKnown = (await findStep(real.db, task.id, key, 'h')) !== null
  if (isKnown !== isReallyKnown)
    throw new Error(`the model knows step ${key}: ${isKnown}, the ledger: ${isReallyKnown}`)
  return { model: isRecorded, real: isReallyRecorded }
})

const complete = underClaim(async ({ model, real }, { row, task, epoch }) => ({
  model: isWritten(write(model, row.id, endTask('completed', heldBy(epoch)))),
  real: await completeTask(real.db, task, { taskId: task.id, epoch }, { message: 'done', outputPath: 'x' }),
}))

const fail = underClaim(async ({ model, real }, { row, task, epoch }) => ({
  model: isWritten(write(model, row.id, endTask('failed', heldBy(epoch)))),
  real: await failTask(real.db, task, { taskId: task.id, epoch }, OTHER_ERROR),
}))

const release = underClaim(async ({ model, real }, { row, task, epoch }, choice) => {
  const delaySec = pickFrom([0, 5, 60], choice)
  const keepAttempt = choice % 4 !== 0
  const settlement = { delayMs: delaySec * 1000, keepAttempt, problem: null }
  return {
    model: isWritten(write(model, row.id, releaseTask(epoch, { delaySec, keepAttempt }))),
    real: await reallyRelease(real.db, { taskId: task.id, epoch }, settlement),
  }
})

const cancel: Operation = async (both, choice) => {
  const { row, task } = taskOf(both, choice)
  const cancelled = write(both.model, row.id, endTask('cancelled', isOpen))
  return {
    model: cancelled ? 'cancelled' : { finished: row.status },
    real: await cancelTask(both.real.db, task.orgId, task.id),
  }
}

const retry: Operation = async (both, choice) => {
  const { row, task, tenant } = taskOf(both, choice)
  const retried = retryTask(both.model, row.id)
  const idempotency = { key: randomUUID(), fingerprint: '' }
  const request = { instanceId: tenant.instanceId, traceparent: null, idempotency }
  const answer = await reallyRetry(both.real.db, task.orgId, task.id, request)
  const isRetried = typeof answer === 'object' && 'id' in answer
  if (isRetried && !answer.replayed) both.ids.push(answer.id)
  return {
    model: retried ? { retriedAs: retried.id } : { refused: row.status },
    real: isRetried ? { retriedAs: both.ids.indexOf(answer.id) + 1 } : answer,
  }
}

export const announce: Operation = async ({ model, real }, choice) => {
  const id = pickFrom(['w1', 'w2', 'w3'], choice)
  const [service] = pickFrom(SERVICES, id === 'w3' ? 1 : 0)
  const slots = 1 + (Math.floor(choice / 3) % 3)
  announceWorker(model, id, service, slots)
  await reallyAnnounce(real.db, { id, service, slots })
  return NOTHING
}

const withdraw: Operation = async ({ model, real }, choice) => {
  const id = pickFrom(['w1', 'w2', 'w3'], choice)
  withdrawWorker(model, id)
  await reallyWithdraw(real.db, id)
  return NOTHING
}

const storeTake: Operation = async ({ model, real, orgs, objects, generation }, choice) => {
  const { orgId } = pickFrom(orgs, choice)
  const hash = `${generation}-${Math.floor(choice / 3) % 2}`
  const take = `take ${choice}`
  const kept = await reallySaveTake({ db: real.db, objects }, orgId, hash, { wav: Buffer.from(take), durationMs: 1 })
  return { model: saveTake(model, `${orgId}/${hash}`, take), real: (await objects.get(kept.objectKey)).toString() }
}

/** Reach every time limit, and just before and just after it. */
const PAUSES_SEC = [1, 1, 5, 15, 16, 20, 21, 45, 46, 60, 61, 300, 1440]

/** Moves the clock of both. */
export const passSec = async ({ model, real }: BothLedgers, sec: number): Promise<void> => {
  model.now += sec
  await real.setClock(model.now)
}

const wait: Operation = async (both, choice) => {
  await passSec(both, pickFrom(PAUSES_SEC, choice))
  return NOTHING
}

const needsTask =
  (operation: Operation): Operation =>
  async (both, choice) =>
    both.model.rows.length ? operation(both, choice) : NOTHING

export const LEDGER_OPERATIONS = {
  submit,
  wait,
  announce,
  withdraw,
  claim: needsTask(tryClaim),
  beat: needsTask(beat),
  checkpoint: needsTask(checkpoint),
  complete: needsTask(complete),
  fail: needsTask(fail),
  release: needsTask(release),
  cancel: needsTask(cancel),
  retry: needsTask(retry),
  storeTake,
} as const satisfies Record<string, Operation>
