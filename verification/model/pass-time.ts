import { announceWorker } from './ledger-model.ts'
import { renewLease } from './transitions.ts'
import { writeAs } from './work-on-task.ts'
import { type BusySlot, count, HEARTBEAT_SEC, SERVICE, type World } from './world.ts'

/** run-worker.ts `ANNOUNCE_EVERY_MS`; all other periods are multiples of it. */
const TICK_SEC = 5
/** hold-lease.ts `DEADLINE_MARGIN_MS` */
const DEADLINE_MARGIN_SEC = 30

/** hold-lease.ts `beat` */
export const beat = (world: World, slot: BusySlot): void => {
  const { now } = world.ledger
  slot.beatAt = now
  if (writeAs(world, slot, renewLease(slot.epoch, world.leaseSec))) slot.leaseEnd = now + world.leaseSec
  else {
    slot.stop ??= 'lost'
    count(world, 'a heartbeat was refused')
  }
}

const tick = (world: World): void => {
  const { now } = world.ledger
  for (const worker of world.workers) {
    if (worker.state === 'frozen') continue
    if (worker.state === 'working') announceWorker(world.ledger, worker.id, SERVICE, worker.slots)
    for (const slot of worker.busySlots) {
      if (slot.epoch === 0) continue
      if (slot.deadlineAt - now <= DEADLINE_MARGIN_SEC) slot.stop ??= 'deadline'
      if (now - slot.beatAt >= Math.min(HEARTBEAT_SEC, world.leaseSec / 3)) beat(world, slot)
    }
  }
}

/** Lets time pass: workers that are not frozen announce themselves and renew their leases. */
export const passTime = (world: World, sec: number): void => {
  const end = world.ledger.now + sec
  while (world.ledger.now < end) {
    world.ledger.now = Math.min(end, world.ledger.now + TICK_SEC)
    tick(world)
  }
}
