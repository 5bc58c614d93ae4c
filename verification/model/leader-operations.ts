import { SERVICES } from '@vss/shared/contracts/task-contract.ts'
import { cancelTask } from '@vss/shared/ledger/cancel-task.ts'
import { claimTask } from '@vss/shared/ledger/claim-task.ts'
import type { Publisher } from '@vss/shared/messaging/command.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { dispatchTasks } from '../../services/gateway/src/dispatch/dispatch-tasks.ts'
import { reconcileStream } from '../../services/gateway/src/reconcile/reconcile-stream.ts'
import {
  failOverdue,
  recoverUnclaimed as reallyRecoverUnclaimed,
  recoverExpiredLeases,
} from '../../services/gateway/src/reconcile/recover-tasks.ts'
import { relayEvents } from '../../services/gateway/src/relay/relay-events.ts'
import { type BothLedgers, taskOf } from './both-ledgers.ts'
import { hasLostMessages, pickTasks, rowOf, write, writeAll } from './ledger-model.ts'
import { announce, type Operation, passSec, pickFrom } from './operations.ts'
import { isTerminal, type TaskRow } from './task-row.ts'
import {
  claim,
  endTask,
  forgetDispatch,
  isExhausted,
  isExpired,
  isOpen,
  isOverdue,
  markPublished,
  noteAnswer,
  recoverExpired,
  recoverUnclaimed,
} from './transitions.ts'
import { UNCLAIMED_SEC } from './world.ts'

const log = makeLogger('conformance')
log.level = 'silent'

const LEASE_SEC = 20
/** The fate of a command, and what happens to its task before the dispatcher gets the broker's answer. */
const FATES = ['stored', 'stored', 'stored', 'lost', 'claimed', 'cancelled'] as const
const fateOf = (choice: number, id: number) => pickFrom(FATES, Math.floor(choice / 7) + id * (1 + (choice % 7)))
const seqOf = (choice: number, id: number): number => 1 + ((choice + id) % 8)

const dispatchInModel = ({ model }: BothLedgers, row: TaskRow, choice: number): boolean => {
  const fate = fateOf(choice, row.id)
  if (fate === 'claimed') write(model, row.id, claim({ service: row.service, leaseSec: LEASE_SEC }))
  if (fate === 'cancelled') write(model, row.id, endTask('cancelled', isOpen))
  const isStored = fate === 'stored' || fate === 'cancelled'
  write(model, row.id, noteAnswer(row.dispatchSeq, isStored ? seqOf(choice, row.id) : null))
  return isStored
}

/** dispatch-tasks.ts `dispatchTasks`: gives up after the first service whose commands the broker did not take. */
const dispatchAllInModel = (both: BothLedgers, choice: number, published: string[]): 'more' | 'idle' | 'failed' => {
  let dispatched = 0
  for (const service of SERVICES) {
    const picked = pickTasks(both.model, service)
    published.push(...picked.map((row) => `${row.id}:${row.dispatchSeq}`))
    const results = picked.map((row) => dispatchInModel(both, row, choice))
    if (results.includes(false)) return 'failed'
    dispatched += picked.length
  }
  return dispatched > 0 ? 'more' : 'idle'
}

/** A broker whose answers `choice` decides. */
const makeFatedPublisher = (
  { real, ids, model, orgs }: BothLedgers,
  choice: number,
  published: string[],
): Publisher => ({
  publishCommand: async (_subject, { taskId, dispatchSeq }) => {
    const id = ids.indexOf(taskId) + 1
    const row = rowOf(model, id)
    published.push(`${id}:${dispatchSeq}`)
    const fate = fateOf(choice, id)
    if (fate === 'claimed') {
      await claimTask(real.db, { id: taskId, service: row.service, owner: 'w', leaseMs: LEASE_SEC * 1000 })
    }
    if (fate === 'cancelled') await cancelTask(real.db, pickFrom(orgs, row.org).orgId, taskId)
    if (fate === 'stored' || fate === 'cancelled') return seqOf(choice, id)
    throw new Error('the broker did not answer')
  },
  publishEvent: async (_subject, _id, data) => {
    const { taskId, seq } = data as { taskId: number; seq: number }
    if (choice % 3 === 0) throw new Error('the broker did not answer')
    published.push(`${ids.indexOf(taskId) + 1}/${seq}`)
  },
})

const orFailed = (work: Promise<'more' | 'idle'>): Promise<'more' | 'idle' | 'failed'> => work.catch(() => 'failed')

const dispatch: Operation = async (both, choice) => {
  const [published, reallyPublished]: [string[], string[]] = [[], []]
  const outcome = dispatchAllInModel(both, choice, published)
  const publisher = makeFatedPublisher(both, choice, reallyPublished)
  const real = await orFailed(dispatchTasks({ db: both.real.db, publisher, log }))
  return { model: [outcome, ...published.sort()], real: [real, ...reallyPublished.sort()] }
}

const announceAndDispatch: Operation = async (both, choice) => {
  await announce(both, choice)
  return dispatch(both, choice)
}

const recoverLeases: Operation = async ({ model, real }) => {
  const recovered = writeAll(model, recoverExpired).length
  const exhausted = model.rows.filter((row) => isExhausted(row, model))
  for (const { id } of exhausted) write(model, id, endTask('failed', isExpired))
  return { model: recovered + exhausted.length, real: await recoverExpiredLeases(real.db) }
}

const crashOnce = async (both: BothLedgers, row: TaskRow, id: number, leftSec: number) => {
  const { model, real } = both
  const claimed = write(model, row.id, claim({ service: row.service, leaseSec: LEASE_SEC }))
  const request = { id, service: row.service, owner: 'w', leaseMs: LEASE_SEC * 1000 }
  const answer = await claimTask(real.db, request)
  await passSec(both, LEASE_SEC + leftSec)
  const recovered = await recoverLeases(both, 0)
  return { model: [claimed?.epoch, recovered.model], real: [answer?.fence.epoch, recovered.real] }
}

/** Claims by workers that die, up to the last attempt of the task. */
const crash: Operation = async (both, choice) => {
  if (!both.model.rows.length) return { model: null, real: null }
  const { row, task } = taskOf(both, choice)
  const crashes = []
  for (let n = 0; n <= Math.floor(choice / 8) % 6; n += 1) {
    crashes.push(await crashOnce(both, row, task.id, (Math.floor(choice / 64) + n) % 4 === 0 ? 0 : 1))
  }
  return { model: crashes.map((each) => each.model), real: crashes.map((each) => each.real) }
}

const recoverCommands: Operation = async ({ model, real }) => ({
  model: writeAll(model, recoverUnclaimed(UNCLAIMED_SEC)).length,
  real: await reallyRecoverUnclaimed(real.db, UNCLAIMED_SEC),
})

/** A dispatch that no worker claims, until just before or just after it counts as unclaimed. */
const dispatchInVain: Operation = async (both, choice) => {
  const dispatched = await announceAndDispatch(both, choice)
  await passSec(both, UNCLAIMED_SEC + (choice % 2))
  const recovered = await recoverCommands(both, choice)
  return { model: [dispatched.model, recovered.model], real: [dispatched.real, recovered.real] }
}

/** Every fourth time at the deadline of the oldest open task, or a second later. */
const endOverdue: Operation = async (both, choice) => {
  const { model, real } = both
  const deadline = model.rows.find((row) => !isTerminal(row))?.deadlineAt ?? model.now
  if (choice % 4 === 0) await passSec(both, Math.max(0, deadline - model.now) + (Math.floor(choice / 4) % 2))
  const overdue = model.rows.filter((row) => isOverdue(row, model))
  for (const { id } of overdue) write(model, id, endTask('failed', isOpen))
  return { model: overdue.length, real: await failOverdue(real.db) }
}

const checkStream: Operation = async ({ model, real, stream, connection }, choice) => {
  const previous = pickFrom(
    [null, stream, stream, { ...stream, created: 'another one' }, { ...stream, lastSeq: stream.lastSeq + 1 }],
    choice,
  )
  const isLost = hasLostMessages(model, previous, stream)
  const forgotten = isLost ? writeAll(model, forgetDispatch).length : 0
  await reconcileStream({ db: real.db, connection, log }, previous && { ...previous, isComplete: true })
  // The real function returns nothing; the comparison of the rows shows its effect.
  return { model: forgotten, real: forgotten }
}

const relay: Operation = async (both, choice) => {
  const { model, real } = both
  const [published, reallyPublished]: [string[], string[]] = [[], []]
  const unpublished = model.rows.flatMap((row) =>
    row.events.filter((event) => !event.isPublished).map(({ seq }) => ({ id: row.id, seq })),
  )
  const isRefused = choice % 3 === 0 && unpublished.length > 0
  for (const { id, seq } of isRefused ? [] : unpublished) {
    published.push(`${id}/${seq}`)
    write(model, id, markPublished([seq]))
  }
  const outcome = await orFailed(relayEvents(real.db, makeFatedPublisher(both, choice, reallyPublished)))
  return {
    model: [isRefused ? 'failed' : 'idle', ...published.sort()],
    real: [outcome, ...reallyPublished.sort()],
  }
}

export const LEADER_OPERATIONS = {
  dispatch,
  announceAndDispatch,
  dispatchInVain,
  recoverLeases,
  crash,
  recoverCommands,
  endOverdue,
  checkStream,
  relay,
} as const satisfies Record<string, Operation>
