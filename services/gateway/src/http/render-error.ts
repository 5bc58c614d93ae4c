import { randomUUID } from 'node:crypto'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { ERRORS } from '@vss/shared/errors/errors.ts'
import { type Locale, localeOf, type SentenceParams, sentence } from '@vss/shared/errors/sentence.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GatewayDeps } from './gateway-deps.ts'
import { toAppError } from './to-app-error.ts'

/** The one shape of every error that leaves this server. `data` holds what the sentence speaks of. */
type ErrorBody = { code: number; message: string; data: Record<string, unknown> | null }

const toData = (params: SentenceParams, locale: Locale): ErrorBody['data'] => {
  const rows = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'object' ? sentence(locale, value.key, value.params) : value,
  ])
  return rows.length > 0 ? Object.fromEntries(rows) : null
}

export type ErrorRenderer = (error: Error, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** Errors without a sentence of ours are logged under a reference; the caller learns the reference alone. */
export const makeErrorRenderer = (deps: Pick<GatewayDeps, 'log' | 'defaultLocale'>): ErrorRenderer => {
  const settle = (error: Error, request: FastifyRequest): AppError => {
    const known = toAppError(error, request)
    if (known) return known
    const reference = randomUUID()
    deps.log.error({ err: error, reference, method: request.method, route: request.routeOptions.url }, 'request failed')
    return new AppError('unknown', 'unknown', { reference })
  }
  return (error, request, reply) => {
    const settled = settle(error, request)
    const status = ERRORS[settled.code].http
    if (status === 503 || status === 429) reply.header('retry-after', String(settled.params.seconds ?? 30))
    const locale = localeOf(request.headers['accept-language'], deps.defaultLocale)
    const body: ErrorBody = {
      code: ERRORS[settled.code].edge,
      message: settled.in(locale),
      data: toData(settled.params, locale),
    }
    return reply
      .code(status)
      .type('application/json; charset=utf-8')
      .serializer((value: unknown) => JSON.stringify(value))
      .send(body)
  }
}
