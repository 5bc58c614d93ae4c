import { ACK_WAIT_SEC, type Bus, type BusySlot, type Message } from './world.ts'

/** Stores a command; null: the stream is gone. */
export const publish = (bus: Bus, taskId: number, dispatchSeq: number): number | null => {
  if (!bus.stream) return null
  const seq = bus.stream.lastSeq + 1
  bus.stream = { ...bus.stream, lastSeq: seq }
  bus.messages.push({ taskId, dispatchSeq, seq, heldSince: null })
  return seq
}

/** Commands are received in any order, which models reordering and delay; one held longer than `ack_wait` is redelivered. */
export const deliverable = (bus: Bus, now: number): Message[] =>
  bus.stream ? bus.messages.filter(({ heldSince }) => heldSince === null || heldSince + ACK_WAIT_SEC <= now) : []

/** A late acknowledgement also removes the command, even if another worker holds it by then. */
export const acknowledge = (bus: Bus, slot: BusySlot): void => {
  const { message } = slot
  if (message) bus.messages = bus.messages.filter(({ seq }) => seq !== message.seq)
  slot.message = null
}

const copy = (messages: Message[]): Message[] => messages.map((message) => ({ ...message, heldSince: null }))

/** Writes the bus to disk: the state that a crash of the broker's machine goes back to. */
export const storeBus = (bus: Bus): void => {
  if (bus.stream) bus.stored = { lastSeq: bus.stream.lastSeq, messages: copy(bus.messages) }
}

/** Goes back to the state on disk: acknowledged commands return and published ones are lost. */
export const rollBackBus = (bus: Bus): void => {
  if (!bus.stream) return
  bus.stream = { ...bus.stream, lastSeq: bus.stored.lastSeq }
  bus.messages = copy(bus.stored.messages)
}

export const wipeBus = (bus: Bus): void => {
  bus.stream = null
  bus.messages = []
  bus.stored = { lastSeq: 0, messages: [] }
}

/** provision-streams.ts `provisionStreams` */
export const provisionBus = (bus: Bus): void => {
  if (bus.stream) return
  bus.streamsMade += 1
  bus.stream = { created: `s${bus.streamsMade}`, lastSeq: 0 }
}
