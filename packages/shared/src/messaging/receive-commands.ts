import type { Consumer, JsMsg, NatsConnection } from 'nats'
import type { ServiceName } from '../contracts/task-contract.ts'
import type { Logger } from '../process/logger.ts'
import { pause } from '../process/pause.ts'
import { type Command, parseCommand } from './command.ts'
import { TASKS_STREAM } from './subjects.ts'

/** Short, because a broken connection leaves its pull on the server until it expires. */
const PULL_EXPIRES_MS = 5_000
const RETRY_PULL_MS = 1_000
/** A command that reaches a stopping worker is delivered again after this time, to another replica or a successor. */
const HAND_OVER_NAK_MS = 200
const LEDGER_UNREACHABLE_NAK_MS = 5_000

/** One reception of a command by one slot. Acknowledge it as soon as the claim has been tried. */
export type Delivery = {
  command: Command
  traceparent: string | null
  deliveryCount: number
  streamSeq: number
  ack(): void
  /** The ledger cannot be reached: deliver the command again in a few seconds. */
  later(): void
}

const toDelivery = (message: JsMsg, command: Command): Delivery => ({
  command,
  traceparent: message.headers?.get('traceparent') || null,
  deliveryCount: message.info.deliveryCount,
  streamSeq: message.seq,
  ack: () => message.ack(),
  later: () => message.nak(LEDGER_UNREACHABLE_NAK_MS),
})

/** Waits for one message. When the signal aborts, it stops waiting and returns a message that still arrives to the stream. */
const pull = (consumer: Consumer, signal: AbortSignal): Promise<JsMsg | null> =>
  new Promise((resolve, reject) => {
    const onAbort = () => resolve(null)
    const pulled = consumer.next({ expires: PULL_EXPIRES_MS }).then((message) => {
      if (!signal.aborted) return resolve(message)
      onAbort()
      message?.nak(HAND_OVER_NAK_MS)
    })
    // After the abort, a failure only means that the connection is closing.
    pulled.catch((error: unknown) => (signal.aborted ? onAbort() : reject(error)))
    signal.addEventListener('abort', onAbort)
    pulled.finally(() => signal.removeEventListener('abort', onAbort)).catch(() => undefined)
  })

/**
 * Yields one command at a time for one slot, until the signal aborts. It pulls them singly: a consumer that reads ahead
 * would hold commands that an idle replica could be working on.
 */
export async function* receiveCommands(
  connection: NatsConnection,
  service: ServiceName,
  signal: AbortSignal,
  log: Logger,
): AsyncGenerator<Delivery> {
  let consumer: Consumer | null = null
  while (!signal.aborted) {
    let message: JsMsg | null = null
    try {
      consumer ??= await connection.jetstream().consumers.get(TASKS_STREAM, service)
      message = await pull(consumer, signal)
    } catch (error) {
      // No stream yet, a lost stream, a broken connection: the reconciler and the reconnect repair it.
      log.debug({ err: error }, 'no command could be pulled')
      consumer = null
      await pause(RETRY_PULL_MS, signal)
      continue
    }
    if (!message) continue
    const command = parseCommand(message)
    if (command) yield toDelivery(message, command)
    else {
      log.warn({ subject: message.subject, seq: message.seq }, 'a message that is no command was dropped')
      message.term()
    }
  }
}
