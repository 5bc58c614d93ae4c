import type { Readable } from 'node:stream'
import { jsonPath } from '@vss/shared/artifacts/json-input.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { describeIssue } from '@vss/shared/errors/describe-issue.ts'
import type { Said } from '@vss/shared/errors/sentence.ts'
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import type { EdgeApp } from './edge-app.ts'

const BYTES_PER_MB = 1024 * 1024

/**
 * The text of a body. The whole body is received, even when it is above the limit: a client that is still sending
 * would see a broken connection instead of the answer.
 */
const loadText = async (body: Readable, limitBytes: number): Promise<string> => {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  try {
    for await (const chunk of body) {
      sizeBytes += chunk.length
      if (sizeBytes <= limitBytes) chunks.push(chunk)
    }
  } catch (error) {
    throw new AppError('parameter_invalid', 'body.broken', {}, { cause: error })
  }
  if (sizeBytes > limitBytes) {
    throw new AppError('payload_too_large', 'body.too_large', { limit: `${limitBytes / BYTES_PER_MB} MB` })
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** What V8 says of a text that is not JSON; null when the text is JSON. */
const syntaxErrorOf = (text: string): string | null => {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * The character at which a text stops being JSON, counted from 0. V8 tells the position in most of its messages. Of a
 * text that ends too early it does not: the position is the end. Nor of an unexpected token: then every prefix that
 * contains the token has the same message and no shorter one has it, so the token is found by bisection.
 */
export const findJsonError = (text: string): number | null => {
  const message = syntaxErrorOf(text)
  if (message === null) return null
  const position = /\bat position (\d+)/.exec(message)?.[1]
  if (position !== undefined) return Number(position)
  const isUnexpected = (end: number) => syntaxErrorOf(text.slice(0, end))?.startsWith('Unexpected token') === true
  if (!isUnexpected(text.length)) return text.length
  let [valid, broken] = [0, text.length]
  while (broken - valid > 1) {
    const middle = Math.floor((valid + broken) / 2)
    if (isUnexpected(middle)) broken = middle
    else valid = middle
  }
  return valid
}

/** Up to this length the search costs a few milliseconds; of a megabyte it would block other requests for half a second. */
const MAX_SEARCHED_CHARACTERS = 32_768

/** What a client reads of a body that is not JSON. */
export const whyNotJson = (text: string): Said => {
  const json = text.replace(/^\uFEFF/, '')
  if (json.length > MAX_SEARCHED_CHARACTERS && syntaxErrorOf(json) !== null)
    return { key: 'json.somewhere', params: {} }
  const position = findJsonError(json)
  return position === null ? { key: 'json.prototype', params: {} } : { key: 'json.position', params: { position } }
}

/**
 * Accepts JSON bodies and no others. An empty one counts as no body, because clients send the header on every POST. A
 * body that is not JSON is refused with the position of the error, and so is one that sets `__proto__`.
 */
export const registerJsonBody = (app: EdgeApp, limitBytes: number): void => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', async (request: FastifyRequest, body: Readable) => {
    const text = await loadText(body, limitBytes)
    if (text.trim() === '') return undefined
    return new Promise((resolve, reject) => {
      void parse(request, text, (error, value) => {
        if (!error) return resolve(value)
        reject(new AppError('parameter_invalid', 'body.not_json', { detail: whyNotJson(text) }))
      })
    })
  })
}

/** Checks the query and the parameters of a path. An invalid one is a `parameter_invalid` that names it. */
export const validateRequest: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (value: unknown) => {
    const parsed = schema.safeParse(value, { reportInput: true })
    if (parsed.success) return { value: parsed.data }
    const issue = parsed.error.issues[0]
    const params = { name: jsonPath(issue?.path ?? []), detail: describeIssue(issue) }
    return { error: new AppError('parameter_invalid', 'query.invalid', params) }
  }
