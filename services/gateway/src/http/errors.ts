import { randomUUID } from 'node:crypto'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { ERRORS } from '@vss/shared/errors/errors.ts'
import { type Locale, localeOf, type SentenceParams, sentence } from '@vss/shared/errors/sentence.ts'
import { shortenText } from '@vss/shared/errors/shorten-text.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { DATABASE_RETRY_AFTER_SEC, isDatabaseUnavailable } from './retry.ts'

/** The shape of every error response. `data` holds the values that the sentence names. */
const errorBody = z
  .object({
    code: z.number().int().meta({ description: '0 is success; the numbers are listed in the API description' }),
    message: z.string().meta({ description: 'a sentence for a person: what was wrong, where, what to do' }),
    data: z.unknown(),
  })
  .meta({ id: 'Error', description: 'What went wrong' })
type ErrorBody = z.output<typeof errorBody>

/** The error part of every route's description. */
export const errorResponses = { '4xx': errorBody, '5xx': errorBody } as const

/** Enough to recognise a text, and too little to echo a megabyte. */
const SHOWN_CHARACTERS = 201
const shown = (text: string): string => shortenText(text, SHOWN_CHARACTERS).toWellFormed()

const codeOf = (error: Error) => ('code' in error && typeof error.code === 'string' ? error.code : '')
const statusOf = (error: Error) =>
  'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 0

export const routeNotFound = (request: FastifyRequest): AppError =>
  new AppError('not_found', 'route.not_found', { method: request.method, path: shown(request.url.split('?')[0] ?? '') })

/** Errors of Fastify and its plugins as `AppError`s. Null: there is nothing a caller could do about it. */
const toAppError = (error: Error, request: FastifyRequest): AppError | null => {
  if (error instanceof AppError) return error
  if (isDatabaseUnavailable(error)) {
    return new AppError('unavailable', 'database.unavailable', { seconds: DATABASE_RETRY_AFTER_SEC }, { cause: error })
  }
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return new AppError('parameter_invalid', 'body.media_type', {
        type: shown(request.headers['content-type'] ?? ''),
      })
    case 'FST_ERR_BAD_URL':
      return new AppError('parameter_invalid', 'url.invalid', { url: shown(request.url) })
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return routeNotFound(request)
  }
  const status = statusOf(error)
  if (status >= 400 && status < 500) {
    return new AppError('parameter_invalid', 'body.invalid', { path: 'request', detail: error.message })
  }
  return null
}

const toData = (params: SentenceParams, locale: Locale): ErrorBody['data'] => {
  const rows = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'object' ? sentence(locale, value.key, value.params) : value,
  ])
  return rows.length > 0 ? Object.fromEntries(rows) : null
}

/** For a 503 or 429 that does not say how long to wait. */
const RETRY_AFTER_SEC = 30

export type ErrorRenderer = (error: Error, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/**
 * Makes the one function that writes error responses. Sentences get their language here. An error without a sentence
 * is logged under a reference, and the caller gets the reference alone.
 */
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
    if (status === 503 || status === 429) {
      reply.header('retry-after', String(settled.params.seconds ?? RETRY_AFTER_SEC))
    }
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
