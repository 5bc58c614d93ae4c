import { type Msg, type NatsConnection, NatsError } from 'nats'
import {
  RETRIEVE_SUBJECT,
  type RetrieveReply,
  type RetrieveRequest,
  retrieveReply,
  retrieveRequest,
} from '../contracts/retrieve.ts'
import { RetryLaterError } from '../errors/app-error.ts'
import type { Logger } from '../process/logger.ts'
import { pause } from '../process/pause.ts'
import { currentTraceparent, inRemoteSpan } from '../process/trace-context.ts'
import { traceHeaders } from './command.ts'

const TIMEOUT_MS = 10_000
const NO_RESPONDER_PATIENCE_MS = 15_000
const NO_RESPONDER_PAUSE_MS = 500
const RETRY_TASK_MS = 20_000

const isNoResponder = (error: unknown) =>
  error instanceof NatsError && ['503', 'TIMEOUT', 'CONNECTION_CLOSED', 'DISCONNECT'].includes(error.code)

/**
 * Asks any rag replica. If none answers, it tries again for 15 s, then throws `RetryLaterError` (3001), so that the slot
 * is free while rag restarts.
 */
export const makeRetrievalClient =
  (connection: NatsConnection) =>
  async (request: RetrieveRequest): Promise<RetrieveReply> => {
    const end = performance.now() + NO_RESPONDER_PATIENCE_MS
    for (;;) {
      try {
        const reply = await connection.request(RETRIEVE_SUBJECT, JSON.stringify(request), {
          timeout: TIMEOUT_MS,
          headers: traceHeaders(currentTraceparent()),
        })
        return retrieveReply.parse(reply.json())
      } catch (error) {
        if (!isNoResponder(error)) throw error
        if (performance.now() > end)
          throw new RetryLaterError('rag_failed', 'rag.unreachable', {}, RETRY_TASK_MS, { cause: error })
        await pause(NO_RESPONDER_PAUSE_MS)
      }
    }
  }

const internalError: RetrieveReply = { ok: false, reason: 'internal', detail: 'see the log of rag' }

/** Answers retrieval requests as one of the `rag` queue group, until the connection drains. */
export const serveRetrieval = (
  connection: NatsConnection,
  answer: (request: RetrieveRequest) => Promise<RetrieveReply>,
  log: Logger,
): { stop(): Promise<void> } => {
  const respond = async (message: Msg): Promise<RetrieveReply> => {
    try {
      const request = retrieveRequest.safeParse(message.json())
      if (!request.success) return { ok: false, reason: 'bad_request', detail: request.error.message }
      return await answer(request.data)
    } catch (error) {
      log.error({ err: error }, 'a retrieval failed')
      return internalError
    }
  }
  const subscription = connection.subscribe(RETRIEVE_SUBJECT, {
    queue: 'rag',
    callback: (error, message) => {
      if (error) return log.error({ err: error }, 'the retrieval subscription failed')
      const traceparent = message.headers?.get('traceparent') || null
      inRemoteSpan('rag.retrieve', traceparent, async () => {
        message.respond(JSON.stringify(await respond(message)))
      }).catch((failure: unknown) => {
        // The answer is larger than a message may be, or the connection has closed.
        log.error({ err: failure }, 'a retrieval could not be answered')
        if (!connection.isClosed()) message.respond(JSON.stringify(internalError))
      })
    },
  })
  return { stop: () => subscription.drain() }
}
