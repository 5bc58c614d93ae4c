import { timingSafeEqual } from 'node:crypto'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { GatewayDeps } from '../deps.ts'
import type { Caller } from '../http/edge-app.ts'
import { retryDatabase } from '../http/retry.ts'
import { hashKey, isUuid } from './edge-key.ts'

/** `last_seen_at` is written at most this often: one write per call would be one per poll. */
const SEEN_EVERY_SEC = 30

/**
 * The enabled edge instance that holds this key, or null. Notes that it was seen, at most every 30 s. The business
 * status of its organisation is ignored, so that it never stops a film in production.
 */
export const findCaller = async (db: Kysely<Database>, instanceId: string, apiKey: string): Promise<Caller | null> => {
  const stale = sql<boolean>`i.last_seen_at is null or i.last_seen_at < now() - make_interval(secs => ${SEEN_EVERY_SEC})`
  const rows = await db
    .selectFrom('vss.edge_instance as i')
    .innerJoin('vss.edge_key as k', 'k.instance_id', 'i.id')
    .select(['i.org_id as orgId', 'i.id as instanceId', 'k.key_hash as keyHash', stale.as('stale')])
    .where('i.id', '=', instanceId)
    .where('i.is_enabled', '=', true)
    .where((where) => where.or([where('k.expires_at', 'is', null), where('k.expires_at', '>', sql<Date>`now()`)]))
    .execute()
  const given = hashKey(apiKey)
  const match = rows.find((row) => timingSafeEqual(row.keyHash, given))
  if (!match) return null
  if (match.stale) await touchInstance(db, match.instanceId)
  return { orgId: match.orgId, instanceId: match.instanceId }
}

const touchInstance = (db: Kysely<Database>, instanceId: string) =>
  db.updateTable('vss.edge_instance').set({ last_seen_at: sql<Date>`now()` }).where('id', '=', instanceId).execute()

/**
 * An `onRequest` hook: sets `request.caller` or answers 401, before the body is read. Missing, malformed, unknown,
 * wrong and disabled credentials get the same answer.
 */
export const makeAuthenticate =
  (deps: Pick<GatewayDeps, 'db' | 'timings' | 'log'>) =>
  async (request: FastifyRequest): Promise<void> => {
    const instanceId = request.headers['x-instance-id']
    const apiKey = request.headers['x-api-key']
    const caller =
      isUuid(instanceId) && isUuid(apiKey)
        ? await retryDatabase(deps, request, () => findCaller(deps.db, instanceId, apiKey))
        : null
    if (!caller) throw new AppError('unauthorized', 'unauthorized')
    request.caller = caller
  }
