import { createHash, randomUUID } from 'node:crypto'
import { canonicalJson } from '@vss/shared/contracts/canonical-json.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Idempotency } from '@vss/shared/ledger/submit-task.ts'
import type { FastifyRequest } from 'fastify'

const MAX_CHARACTERS = 255

/**
 * The request's `Idempotency-Key`, and the fingerprint of what it asks for in canonical form. A request without the
 * header gets a key of its own: when the answer of a commit is lost, the next attempt finds the task instead of making
 * a second one.
 */
export const idempotencyOf = (request: FastifyRequest, asked: Record<string, unknown>): Idempotency => {
  const header = request.headers['idempotency-key']
  const fingerprint = createHash('sha256').update(canonicalJson(asked)).digest('hex')
  if (header === undefined) return { key: `request:${randomUUID()}`, fingerprint }
  const key = String(header)
  if (key === '' || key.length > MAX_CHARACTERS) {
    throw new AppError('parameter_invalid', 'idempotency.key_invalid', { limit: MAX_CHARACTERS })
  }
  return { key, fingerprint }
}
