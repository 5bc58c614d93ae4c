import { checkQuiet, checkWorld } from './invariants.ts'
import { leadTurn } from './lead-tasks.ts'
import { passTime } from './pass-time.ts'
import { receive } from './receive.ts'
import { advanceRun } from './run-task.ts'
import { isTerminal } from './task-row.ts'
import { makeLeader, startWorker, type World } from './world.ts'

/** lead-loops.ts: the reconciler's pace. */
const TURN_SEC = 5
/**
 * A park of 400 s, five leases of 60 s under a deadly task, a command unclaimed for 45 s and an `ack_wait` of 30 s may
 * have to run out one after the other. Well below the 24 min after which a task would end anyway.
 */
const MOST_TURNS = 180

/** Every slot works until there is nothing left to receive. */
const workOff = (world: World): void => {
  for (const worker of [...world.workers]) {
    do {
      const [run] = worker.runs
      if (run) advanceRun(world, worker, run, 0)
      else receive(world, worker, 0)
    } while (worker.runs.length && world.workers.includes(worker))
  }
}

/**
 * No more faults: the frozen wake up, one leader leads, at least one worker works. Every task must end, and soon.
 */
export const settleDown = (world: World): void => {
  for (const worker of world.workers) if (worker.state === 'frozen') worker.state = 'working'
  // Where leaders may die, they die with what they had in hand.
  if (!world.isBusLossy) for (const leader of world.leaders) leadTurn(world, leader)
  const leader = makeLeader()
  world.leaders = [leader]
  if (!world.workers.some((worker) => worker.state === 'working')) startWorker(world, 2)
  const isDone = () =>
    world.ledger.rows.every((row) => isTerminal(row) && row.events.every((event) => event.isPublished))
  for (let turn = 0; turn < MOST_TURNS && !isDone(); turn += 1) {
    leadTurn(world, leader)
    checkWorld(world)
    workOff(world)
    checkWorld(world)
    passTime(world, TURN_SEC)
  }
  checkQuiet(world)
}
