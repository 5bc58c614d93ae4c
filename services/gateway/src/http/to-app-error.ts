import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FastifyRequest } from 'fastify'
import { isDatabaseUnavailable } from './is-database-unavailable.ts'

/** Long enough to recognise, short enough not to echo a megabyte back. */
const clip = (text: string) => (text.length > 200 ? `${text.slice(0, 200).toWellFormed()}…` : text)

const codeOf = (error: Error) => ('code' in error && typeof error.code === 'string' ? error.code : '')
const statusOf = (error: Error) =>
  'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 0

export const routeNotFound = (request: FastifyRequest): AppError =>
  new AppError('not_found', 'route.not_found', { method: request.method, path: clip(request.url.split('?')[0] ?? '') })

/** What the framework and its plugins throw, as errors of ours. Null: nothing a caller could act on. */
export const toAppError = (error: Error, request: FastifyRequest): AppError | null => {
  if (error instanceof AppError) return error
  if (isDatabaseUnavailable(error)) {
    return new AppError('unavailable', 'database.unavailable', { seconds: 10 }, { cause: error })
  }
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return new AppError('parameter_invalid', 'body.media_type', { type: clip(request.headers['content-type'] ?? '') })
    case 'FST_ERR_BAD_URL':
      return new AppError('parameter_invalid', 'url.invalid', { url: clip(request.url) })
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return routeNotFound(request)
  }
  const status = statusOf(error)
  if (status >= 400 && status < 500) {
    return new AppError('parameter_invalid', 'body.invalid', { path: 'request', detail: error.message })
  }
  return null
}
