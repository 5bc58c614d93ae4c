import { provisionBus, publish } from './bus.ts'
import { checkPick } from './invariants.ts'
import { hasLostMessages, pickTasks, write, writeAll } from './ledger-model.ts'
import {
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
import { count, type Leader, SERVICE, UNCLAIMED_SEC, type World } from './world.ts'

/** dispatch-tasks.ts `dispatchTasks`: the marks are committed before anything is published. */
export const pick = (world: World, leader: Leader): void => {
  if (leader.picked.length) return
  const before = [...world.ledger.rows]
  leader.picked = pickTasks(world.ledger, SERVICE)
  checkPick(before, world.ledger, leader.picked)
  if (leader.picked.length) count(world, 'tasks were dispatched')
}

/** dispatch-tasks.ts `publish`: `stored`, `lost`, or `unanswered`, which is stored without an answer. */
export const publishNext = (world: World, leader: Leader, fate: 'stored' | 'lost' | 'unanswered'): void => {
  const row = leader.picked.shift()
  if (!row) return
  const stored = fate === 'lost' ? null : publish(world.bus, row.id, row.dispatchSeq)
  const streamSeq = fate === 'stored' ? stored : null
  leader.answers.push({ taskId: row.id, dispatchSeq: row.dispatchSeq, streamSeq })
  if (streamSeq === null) count(world, 'a publish failed')
}

/** dispatch-tasks.ts `dispatchTask`: what it does with the broker's answer. */
export const noteNextAnswer = (world: World, leader: Leader): void => {
  const answer = leader.answers.shift()
  if (answer) write(world.ledger, answer.taskId, noteAnswer(answer.dispatchSeq, answer.streamSeq))
}

/** recover-tasks.ts `recoverExpiredLeases`: its UPDATE and its SELECT. */
export const recoverLeases = (world: World, leader: Leader): void => {
  for (const _row of writeAll(world.ledger, recoverExpired)) count(world, 'a lease was recovered')
  const exhausted = world.ledger.rows.filter((row) => isExhausted(row, world.ledger))
  leader.doomed.push(...exhausted.map(({ id }) => ({ taskId: id, why: 'exhausted' as const })))
}

/** recover-tasks.ts `failOverdue`: its SELECT */
export const findOverdue = (world: World, leader: Leader): void => {
  const overdue = world.ledger.rows.filter((row) => isOverdue(row, world.ledger))
  leader.doomed.push(...overdue.map(({ id }) => ({ taskId: id, why: 'overdue' as const })))
}

/** end-task.ts `failTaskWhile`, for a row that was read a while ago. */
export const failNextDoomed = (world: World, leader: Leader): void => {
  const doomed = leader.doomed.shift()
  if (!doomed) return
  const condition = doomed.why === 'overdue' ? isOpen : isExpired
  const isFailed = write(world.ledger, doomed.taskId, endTask('failed', condition)) !== null
  count(world, isFailed ? `an ${doomed.why} task was failed` : 'a doomed task was spared')
}

export const recoverCommands = (world: World): void => {
  for (const _row of writeAll(world.ledger, recoverUnclaimed(UNCLAIMED_SEC)))
    count(world, 'an unclaimed task was recovered')
}

/** reconcile-stream.ts `reconcileStream` */
export const checkStream = (world: World, leader: Leader): void => {
  const { bus, ledger } = world
  const isLost = hasLostMessages(ledger, leader.mark, bus.stream)
  provisionBus(bus)
  leader.mark = bus.stream
  if (!isLost || ledger.without.has('stream-check')) return
  for (const _row of writeAll(ledger, forgetDispatch)) count(world, 'a dispatch was forgotten')
}

const markRelayed = ({ ledger }: World, relayed: Leader['relaying']): void => {
  for (const { taskId, seq } of relayed) write(ledger, taskId, markPublished([seq]))
}

const publishEvents = ({ history }: World, events: Leader['relaying']): void => {
  for (const { taskId, seq } of events) history.published.add(`${taskId}/${seq}`)
}

/** relay-events.ts `relayEvents`: publishes, and marks in a second statement, which a crash may prevent. */
export const startRelay = (world: World, leader: Leader): void => {
  if (leader.relaying.length) return
  leader.relaying = world.ledger.rows.flatMap((row) =>
    row.events.filter((event) => !event.isPublished).map((event) => ({ taskId: row.id, seq: event.seq })),
  )
  if (world.ledger.without.has('publish-before-mark')) markRelayed(world, leader.relaying)
  else publishEvents(world, leader.relaying)
}

export const finishRelay = (world: World, leader: Leader): void => {
  if (world.ledger.without.has('publish-before-mark')) publishEvents(world, leader.relaying)
  else markRelayed(world, leader.relaying)
  leader.relaying = []
}

/** lead-loops.ts: one iteration of every loop without a fault in between. */
export const leadTurn = (world: World, leader: Leader): void => {
  findOverdue(world, leader)
  recoverLeases(world, leader)
  while (leader.doomed.length) failNextDoomed(world, leader)
  recoverCommands(world)
  checkStream(world, leader)
  pick(world, leader)
  while (leader.picked.length) publishNext(world, leader, 'stored')
  while (leader.answers.length) noteNextAnswer(world, leader)
  startRelay(world, leader)
  finishRelay(world, leader)
}
