import { AppError } from '@vss/shared/errors/app-error.ts'
import type { EdgeApp } from './edge-app.ts'

/**
 * JSON bodies, and those alone: an empty one is no body (clients send the header on every POST), one that is not
 * JSON or carries `__proto__` is refused with its position.
 */
export const readJsonBody = (app: EdgeApp): void => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body.trim() === '') return done(null, undefined)
    void parse(request, body, (error, value) => {
      if (!error) return done(null, value)
      done(new AppError('parameter_invalid', 'body.not_json', { detail: error.message }))
    })
  })
}
