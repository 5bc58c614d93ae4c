import { headers, type JsMsg, type MsgHdrs } from 'nats'
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
