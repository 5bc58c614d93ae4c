import { headers, type JsMsg, type MsgHdrs, type NatsConnection } from 'nats'
import { z } from 'zod'

/** "Try to claim this task": a hint of less than 1 KB. Everything else is in the ledger. */
export const command = z.object({
  v: z.literal(1),
  taskId: z.number().int().positive(),
  dispatchSeq: z.number().int().positive(),
})
export type Command = z.output<typeof command>

/** Null if the message is not a command. */
export const parseCommand = (message: JsMsg): Command | null => {
  try {
    return command.parse(message.json())
  } catch {
    return null
  }
}

/** NATS header keys are case-sensitive: `traceparent`, in lower case. */
export const traceHeaders = (traceparent: string | null): MsgHdrs => {
  const carrier = headers()
  if (traceparent) carrier.set('traceparent', traceparent)
  return carrier
}

/** A publish without an answer by then counts as failed. Repeating it is harmless, because the message id is the same. */
const PUBLISH_TIMEOUT_MS = 2_000

export type Publisher = {
  /** Resolves with the stream sequence once the broker has stored the command. */
  publishCommand(subject: string, command: Command, traceparent: string | null): Promise<number>
  publishEvent(subject: string, id: string, data: object): Promise<void>
}

export const makePublisher = (connection: NatsConnection): Publisher => {
  const jetstream = connection.jetstream({ timeout: PUBLISH_TIMEOUT_MS })
  const publish = (subject: string, msgID: string, data: object, traceparent: string | null) =>
    jetstream.publish(subject, JSON.stringify(data), {
      msgID,
      timeout: PUBLISH_TIMEOUT_MS,
      headers: traceHeaders(traceparent),
    })
  return {
    publishCommand: async (subject, command, traceparent) => {
      const ack = await publish(subject, `${command.taskId}:${command.dispatchSeq}`, command, traceparent)
      return ack.seq
    },
    publishEvent: async (subject, id, data) => {
      await publish(subject, id, data, null)
    },
  }
}
