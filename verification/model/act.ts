import { rollBackBus, storeBus, wipeBus } from './bus.ts'
import {
  checkStream,
  failNextDoomed,
  findOverdue,
  finishRelay,
  leadTurn,
  noteNextAnswer,
  pick,
  publishNext,
  recoverCommands,
  recoverLeases,
  startRelay,
} from './lead-tasks.ts'
import { retryTask, rowOf, submitTask, withdrawWorker, write } from './ledger-model.ts'
import { beat, passTime } from './pass-time.ts'
import { endTask, isOpen } from './transitions.ts'
import { advanceSlot, receive } from './work-on-task.ts'
import {
  type BusySlot,
  count,
  crashWorker,
  type Leader,
  makeLeader,
  SERVICE,
  startWorker,
  type Worker,
  type World,
} from './world.ts'

const ORGS = 3
const MOST_TASKS = 9
const MOST_WORKERS = 4
const MOST_LEADERS = 2
const PAUSES_SEC = [1, 2, 5, 5, 10, 20, 70, 100, 400, 1000]

type Action = (world: World, choice: number) => void

const choose = <T>(list: readonly T[], choice: number): T | undefined => list[choice % list.length]

const withBusySlot =
  (act: (world: World, worker: Worker, slot: BusySlot, choice: number) => void) => (world: World, choice: number) => {
    const busy = world.workers.filter((worker) => worker.state !== 'frozen' && worker.busySlots.length > 0)
    const worker = choose(busy, choice)
    const slot = worker && choose(worker.busySlots, Math.floor(choice / MOST_WORKERS))
    if (worker && slot) act(world, worker, slot, Math.floor(choice / 64))
  }

const withWorker = (act: (world: World, worker: Worker, choice: number) => void) => (world: World, choice: number) => {
  const worker = choose(world.workers, choice)
  if (worker) act(world, worker, Math.floor(choice / MOST_WORKERS))
}

const withLeader = (act: (world: World, leader: Leader, choice: number) => void) => (world: World, choice: number) => {
  const leader = choose(world.leaders, choice)
  if (leader) act(world, leader, Math.floor(choice / MOST_LEADERS))
}

/** run-worker.ts `stop`: returns unclaimed commands to the broker and asks running tasks to stop. */
const shutDown = (world: World, worker: Worker): void => {
  if (worker.state !== 'working') return
  withdrawWorker(world.ledger, worker.id)
  worker.state = 'stopping'
  for (const slot of worker.busySlots) {
    if (slot.message && slot.epoch === 0) slot.message.heldSince = null
    else slot.stop ??= 'shutdown'
  }
  worker.busySlots = worker.busySlots.filter((slot) => slot.epoch > 0)
}

const retry = (world: World, choice: number): void => {
  const { ledger, history } = world
  if (!ledger.rows.length || ledger.rows.length >= MOST_TASKS) return
  const old = rowOf(ledger, 1 + (choice % ledger.rows.length))
  const before = ledger.rows.length
  const row = retryTask(ledger, old.id)
  if (!row || row.id <= before) return
  count(world, 'a task was retried')
  for (const { key } of old.steps) history.finishedSteps.add(`${row.id}/${key}`)
}

const cancel = (world: World, choice: number): void => {
  const { rows } = world.ledger
  if (!rows.length) return
  const cancelled = write(world.ledger, 1 + (choice % rows.length), endTask('cancelled', isOpen))
  if (cancelled) count(world, `a task was cancelled`)
}

const drop = ({ bus }: World, choice: number): void => {
  const message = choose(bus.messages, choice)
  if (message) bus.messages = bus.messages.filter((other) => other !== message)
}

const duplicate = ({ bus }: World, choice: number): void => {
  const message = choose(bus.messages, choice)
  if (!message || !bus.stream) return
  bus.stream = { ...bus.stream, lastSeq: bus.stream.lastSeq + 1 }
  bus.messages.push({ ...message, seq: bus.stream.lastSeq, heldSince: null })
}

const whenLossy = (act: Action) => (world: World, choice: number) => {
  if (world.isBusLossy) act(world, choice)
}

/** Everything that can happen next: [weight, action]. Shrinking ends at the first one. */
const ACTIONS: readonly (readonly [number, Action])[] = [
  [10, (world, choice) => passTime(world, choose(PAUSES_SEC, choice) ?? 1)],
  [8, (world, choice) => world.ledger.rows.length < MOST_TASKS && submitTask(world.ledger, choice % ORGS, SERVICE)],
  [3, cancel],
  [3, retry],
  [14, withLeader(leadTurn)],
  [6, withLeader(pick)],
  [
    8,
    withLeader((world, leader, choice) =>
      publishNext(
        world,
        leader,
        choose(['stored', 'stored', 'stored', 'lost', 'unanswered'] as const, choice) ?? 'stored',
      ),
    ),
  ],
  [6, withLeader(noteNextAnswer)],
  [4, withLeader(recoverLeases)],
  [3, withLeader(findOverdue)],
  [4, withLeader(failNextDoomed)],
  [3, (world) => recoverCommands(world)],
  [2, withLeader(checkStream)],
  [3, withLeader(startRelay)],
  [3, withLeader(finishRelay)],
  [2, (world) => world.leaders.length < MOST_LEADERS && world.leaders.push(makeLeader())],
  [1, whenLossy((world) => world.leaders.shift())],
  [18, withWorker(receive)],
  [70, withBusySlot(advanceSlot)],
  [4, withBusySlot((world, _worker, slot) => slot.epoch > 0 && beat(world, slot))],
  [3, withWorker(crashWorker)],
  [
    3,
    withWorker((world, worker) => {
      worker.state = worker.state === 'working' ? 'frozen' : worker.state
      count(world, 'a worker froze')
    }),
  ],
  [
    3,
    withWorker((_world, worker) => {
      worker.state = worker.state === 'frozen' ? 'working' : worker.state
    }),
  ],
  [1, withWorker(shutDown)],
  [4, (world, choice) => world.workers.length < MOST_WORKERS && startWorker(world, 1 + (choice % 3))],
  [3, whenLossy(drop)],
  [3, duplicate],
  [1, ({ bus }) => storeBus(bus)],
  [1, whenLossy(({ bus }) => rollBackBus(bus))],
  [1, whenLossy(({ bus }) => wipeBus(bus))],
]

const TABLE: readonly Action[] = ACTIONS.flatMap(([weight, action]) => Array<Action>(weight).fill(action))

/** Does one action; `choice` decides which one and its details. */
export const act = (world: World, choice: number): void => {
  TABLE[choice % TABLE.length]?.(world, Math.floor(choice / TABLE.length))
  // A stopping worker leaves once its slots are free.
  world.workers = world.workers.filter((worker) => worker.state !== 'stopping' || worker.busySlots.length > 0)
}
