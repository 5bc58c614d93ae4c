import { ACK_WAIT_SEC, type Bus, type Message, type Run } from './world.ts'

/** Stores a command; null: the stream is gone. */
export const publish = (bus: Bus, taskId: number, dispatchSeq: number): number | null => {
  if (!bus.stream) return null
  const seq = bus.stream.lastSeq + 1
  bus.stream = { ...bus.stream, lastSeq: seq }
  bus.messages.push({ taskId, dispatchSeq, seq, heldSince: null })
  return seq
}

/** In any order: the model of reordering and delay. A command held for longer than `ack_wait` comes again. */
export const deliverable = (bus: Bus, now: number): Message[] =>
  bus.stream ? bus.messages.filter(({ heldSince }) => heldSince === null || heldSince + ACK_WAIT_SEC <= now) : []

/** A late acknowledgement removes the command too, whoever holds it by now. */
export const acknowledge = (bus: Bus, run: Run): void => {
  const { message } = run
  if (message) bus.messages = bus.messages.filter(({ seq }) => seq !== message.seq)
  run.message = null
}

const copy = (messages: Message[]): Message[] => messages.map((message) => ({ ...message, heldSince: null }))

/** What is on disk, should the broker's machine crash. */
export const storeBus = (bus: Bus): void => {
  if (bus.stream) bus.stored = { lastSeq: bus.stream.lastSeq, messages: copy(bus.messages) }
}

/** Acknowledged commands come back, and published ones are gone. */
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
