import { headers, type JsMsg, type MsgHdrs, type NatsConnection } from 'nats'
import { z } from 'zod'

/** "Try to claim this task": a hint under 1 KB. Everything else is in the ledger. */
export const command = z.object({
  v: z.literal(1),
  taskId: z.number().int().positive(),
  dispatchSeq: z.number().int().positive(),
})
export type Command = z.output<typeof command>

/** Null when the message is not one of ours. */
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

/** A publish that has no answer by then is treated as failed; the same message id makes a repeat harmless. */
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
