import { deliverable } from './bus.ts'
import { count, type Worker, type World } from './world.ts'

/** receive-commands.ts `receiveCommands`: a free slot pulls one command. */
export const receive = (world: World, worker: Worker, choice: number): void => {
  if (worker.state !== 'working' || worker.runs.length >= worker.slots) return
  const messages = deliverable(world.bus, world.ledger.now)
  const message = messages[choice % messages.length]
  if (!message) return
  if (message.heldSince !== null) count(world, 'a held command came again')
  message.heldSince = world.ledger.now
  worker.runs.push({
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
