import type { Consumer, JsMsg, NatsConnection } from 'nats'
import type { ServiceName } from '../contracts/task-contract.ts'
import type { Logger } from '../process/logger.ts'
import { pause } from '../process/pause.ts'
import { type Command, parseCommand } from './command.ts'
import { TASKS_STREAM } from './subjects.ts'

/** Short, because every broken connection leaves a pull behind on the server until it expires. */
const PULL_EXPIRES_MS = 5_000
const RETRY_PULL_MS = 1_000
/** A command that reached a stopping worker: for a replica, or for this one's successor. */
const HAND_OVER_NAK_MS = 200
const LEDGER_UNREACHABLE_NAK_MS = 5_000

/** A command in the hands of one slot. Acknowledge it as soon as the claim was tried. */
export type Delivery = {
  command: Command
  traceparent: string | null
  deliveryCount: number
  streamSeq: number
  ack(): void
  /** The ledger could not be asked: deliver again in a moment. */
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

/** Waits for one message; gives up when the signal aborts and hands over what still arrives. */
const pull = (consumer: Consumer, signal: AbortSignal): Promise<JsMsg | null> =>
  new Promise((resolve, reject) => {
    const onAbort = () => resolve(null)
    const pulled = consumer.next({ expires: PULL_EXPIRES_MS }).then((message) => {
      if (!signal.aborted) return resolve(message)
      onAbort()
      message?.nak(HAND_OVER_NAK_MS)
    })
    // A failure after the abort is the connection closing.
    pulled.catch((error: unknown) => (signal.aborted ? onAbort() : reject(error)))
    signal.addEventListener('abort', onAbort)
    pulled.finally(() => signal.removeEventListener('abort', onAbort)).catch(() => undefined)
  })

/**
 * One command at a time for one slot, until the signal aborts. Pulls singly, because a consumer that reads ahead
 * holds commands that an idle replica could be working on.
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
      // No stream yet, a lost one, a broken connection: the reconciler and the reconnect mend it.
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
