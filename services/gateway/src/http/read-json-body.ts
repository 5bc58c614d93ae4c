import type { Readable } from 'node:stream'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FastifyRequest } from 'fastify'
import type { EdgeApp } from './edge-app.ts'

const BYTES_PER_MB = 1024 * 1024

/**
 * The text of a body. All of it is read, also what is above the limit: a client that is still sending would see a
 * broken connection in place of the answer.
 */
const readText = async (body: Readable, limitBytes: number): Promise<string> => {
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

/** Where the text stops being JSON, in the words of the engine. */
const whyNotJson = (text: string): string => {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''))
    return 'it sets __proto__ or constructor.prototype'
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * JSON bodies, and those alone: an empty one is no body (clients send the header on every POST), one that is not
 * JSON or carries `__proto__` is refused with its position.
 */
export const readJsonBody = (app: EdgeApp, limitBytes: number): void => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', async (request: FastifyRequest, body: Readable) => {
    const text = await readText(body, limitBytes)
    if (text.trim() === '') return undefined
    return new Promise((resolve, reject) => {
      void parse(request, text, (error, value) => {
        if (!error) return resolve(value)
        reject(new AppError('parameter_invalid', 'body.not_json', { detail: whyNotJson(text) }))
      })
    })
  })
}
