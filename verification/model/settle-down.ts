import { checkQuiet, checkWorld } from './invariants.ts'
import { leadTurn } from './lead-tasks.ts'
import { passTime } from './pass-time.ts'
import { isTerminal } from './task-row.ts'
import { advanceSlot, receive } from './work-on-task.ts'
import { makeLeader, startWorker, type World } from './world.ts'

/** lead-loops.ts: the reconciler's pace. */
const TURN_SEC = 5
/**
 * A delay of 400 s, five leases of 60 s of a task that kills its workers, a command unclaimed for 45 s and an `ack_wait`
 * of 30 s may have to expire one after the other. Well below the 24 min after which a task ends anyway.
 */
const MOST_TURNS = 180

/** Every slot works until there is nothing left to receive. */
const workOff = (world: World): void => {
  for (const worker of [...world.workers]) {
    do {
      const [slot] = worker.busySlots
      if (slot) advanceSlot(world, worker, slot, 0)
      else receive(world, worker, 0)
    } while (worker.busySlots.length && world.workers.includes(worker))
  }
}

/**
 * No more faults: frozen workers wake up, one gateway leads, at least one worker works. Every task must end soon.
 */
export const settleDown = (world: World): void => {
  for (const worker of world.workers) if (worker.state === 'frozen') worker.state = 'working'
  // On a lossy bus leaders may die too, together with everything they had read.
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
