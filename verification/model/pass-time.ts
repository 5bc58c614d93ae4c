import { announceWorker } from './ledger-model.ts'
import { writeAs } from './run-task.ts'
import { renewLease } from './transitions.ts'
import { count, HEARTBEAT_SEC, type Run, SERVICE, type World } from './world.ts'

/** run-worker.ts `ANNOUNCE_EVERY_MS`; everything else that happens by the clock is a multiple of it. */
const TICK_SEC = 5
/** hold-lease.ts `DEADLINE_MARGIN_MS` */
const DEADLINE_MARGIN_SEC = 30

/** hold-lease.ts `beat` */
export const beat = (world: World, run: Run): void => {
  const { now } = world.ledger
  run.beatAt = now
  if (writeAs(world, run, renewLease(run.epoch, world.leaseSec))) run.leaseEnd = now + world.leaseSec
  else {
    run.stop ??= 'lost'
    count(world, 'a heartbeat was refused')
  }
}

const tick = (world: World): void => {
  const { now } = world.ledger
  for (const worker of world.workers) {
    if (worker.state === 'frozen') continue
    if (worker.state === 'working') announceWorker(world.ledger, worker.id, SERVICE, worker.slots)
    for (const run of worker.runs) {
      if (run.epoch === 0) continue
      if (run.deadlineAt - now <= DEADLINE_MARGIN_SEC) run.stop ??= 'deadline'
      if (now - run.beatAt >= Math.min(HEARTBEAT_SEC, world.leaseSec / 3)) beat(world, run)
    }
  }
}

/** Lets time pass: whoever is not frozen announces itself and keeps its leases. */
export const passTime = (world: World, sec: number): void => {
  const end = world.ledger.now + sec
  while (world.ledger.now < end) {
    world.ledger.now = Math.min(end, world.ledger.now + TICK_SEC)
    tick(world)
  }
}
