import { sql, type Transaction } from 'kysely'
import { AppError } from '../errors/app-error.ts'
import type { Database, TaskStatus } from './database.ts'

/** The same key with the same fingerprint of the request gives the same task. */
export type Idempotency = { key: string; fingerprint: string }

export type SubmittedTask = {
  id: number
  status: TaskStatus
  createdAt: Date
  traceparent: string | null
  /** It was there before this request. */
  replayed: boolean
}

/**
 * What the organisation's key stands for already, else what `submit` gives, kept under the key from now on. Throws
 * `idempotency_mismatch` when the key was used for another request.
 */
export const submitOnce = async (
  trx: Transaction<Database>,
  orgId: string,
  { key, fingerprint }: Idempotency,
  submit: () => Promise<SubmittedTask>,
): Promise<SubmittedTask> => {
  // Two requests with one key: the second waits here until the first has committed.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${orgId}/${key}`}, 0))`.execute(trx)
  const known = await trx
    .selectFrom('vss.idempotency_key as k')
    .innerJoin('vss.task as t', 't.id', 'k.task_id')
    .where('k.org_id', '=', orgId)
    .where('k.key', '=', key)
    .select(['k.fingerprint', 't.id', 't.status', 't.created_at as createdAt', 't.traceparent'])
    .executeTakeFirst()
  if (known) {
    const { fingerprint: first, ...task } = known
    if (first !== fingerprint) throw new AppError('idempotency_mismatch', 'idempotency.mismatch', { key })
    return { ...task, replayed: true }
  }
  const submitted = await submit()
  await trx
    .insertInto('vss.idempotency_key')
    .values({ org_id: orgId, key, fingerprint, task_id: submitted.id })
    .execute()
  return submitted
}
