import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'

const PROBES = new Set(['/healthz', '/readyz'])

/** Logs one line per finished request: route template, status, time, tenant; never a header or a query. */
export class RequestLog extends LogController {
  override incomingRequest(): void {}

  /** Silent: `requestCompleted` logs an unknown route like any other request. */
  override routeNotFound(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url ?? 'unknown'
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      orgId: request.caller?.orgId,
    }
    if (error) request.log.warn({ ...line, err: error }, 'the answer was not delivered in full')
    else if (PROBES.has(route)) request.log.debug(line, 'request')
    else request.log.info(line, 'request')
  }
}
