import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../ledger/database.ts'
import type { ProviderLimit } from './load-provider-limits.ts'

/** Whose limits a call counts against. `project` tells keys apart without being one. */
export type LimitKey = { provider: string; model: string; project: string }

export type LimitDenial =
  /** The provider refused everybody until then. */
  | { reason: 'blocked'; by: 'rate_limited' | 'quota_exhausted'; waitMs: number }
  /** Too many failures in a row. */
  | { reason: 'open'; waitMs: number }
  /** Our own limits: room comes by itself. */
  | { reason: 'full'; waitMs: number }

/** How a call ended, for whoever calls next. */
export type LimitVerdict =
  | { kind: 'answered' | 'failed' | 'neutral' }
  | { kind: 'blocked'; by: 'rate_limited' | 'quota_exhausted'; blockMs: number }

/**
 * Half of a minute's limit may go at once only if the rest of the minute brings the other half: burst and refill
 * together never exceed the limit in any 60 s, wherever the provider's own minute begins.
 */
const BURST_SHARE = 0.2
/** In place of infinity, which is no number in JSON or arithmetic of buckets. */
const UNLIMITED = 1e12
/** With a storm of 30 % errors, eight failures in a row come once in 15,000 calls: the circuit is for outages. */
const FAILURES_TO_OPEN = 8
/** While open, one call every so often finds out whether the provider is back. */
const OPEN_SEC = 30
/** Who waits for a slot asks again this often: slots end when calls end, which nobody can foresee. */
const SLOT_POLL_MS = 250

type Bucket = { capacity: number; perSec: number }

const toBucket = (perMinute: number): Bucket => {
  const limit = Math.min(perMinute, UNLIMITED)
  const capacity = Math.max(1, limit * BURST_SHARE)
  return { capacity, perSec: Math.max(limit - capacity, limit / 2) / 60 }
}

const atRow = ({ provider, model, project }: LimitKey) =>
  sql`provider = ${provider} and model = ${model} and project = ${project}`

const nowSec = sql<number>`extract(epoch from now())::float8`
/** What a bucket holds now. */
const filled = (left: RawBuilder<unknown>, { capacity, perSec }: Bucket) =>
  sql<number>`least(${capacity}::float8,
    ${left} + ${perSec}::float8 * greatest(0, extract(epoch from now() - refilled_at)::float8))`
/** The slots that have not run out. */
const live = sql`(select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(held)
  where value::float8 > ${nowSec})`
const taken = sql<number>`(select count(*) from jsonb_each(held) where value::float8 > ${nowSec})`

const terms = (limit: ProviderLimit, units: number) => {
  const requests = toBucket(limit.requestsPerMinute)
  const amounts = toBucket(limit.unitsPerMinute)
  // A call larger than the bucket passes when the bucket is full, and leaves a debt.
  const needed = Math.min(units, amounts.capacity)
  const requestsNow = filled(sql`requests_left`, requests)
  const unitsNow = filled(sql`units_left`, amounts)
  return { requests, amounts, needed, requestsNow, unitsNow }
}
/** Sums of fractions miss whole numbers by less than this. */
const EPSILON = 1e-6

/**
 * Takes one request, `units` and a slot, all or nothing, in one statement on one row, so that replicas cannot take the
 * same room twice. Returns null when granted. A slot is free again after `slotMs` even if its holder died. Throws when
 * the ledger cannot be reached: without it nobody calls.
 */
export const acquireLimit = async (
  db: Kysely<Database>,
  key: LimitKey,
  limit: ProviderLimit,
  ask: { holder: string; units: number; slotMs: number },
): Promise<LimitDenial | null> => {
  const { requests, amounts, needed, requestsNow, unitsNow } = terms(limit, ask.units)
  await sql`
    insert into vss.provider_limit (provider, model, project, requests_left, units_left, refilled_at)
    values (${key.provider}, ${key.model}, ${key.project}, ${requests.capacity}, ${amounts.capacity}, now())
    on conflict do nothing`.execute(db)
  const { numAffectedRows } = await sql`
    update vss.provider_limit set
      requests_left = ${requestsNow} - 1,
      units_left = ${unitsNow} - ${ask.units}::float8,
      refilled_at = greatest(refilled_at, now()),
      held = ${live} || jsonb_build_object(${ask.holder}::text, ${nowSec} + ${ask.slotMs / 1000}::float8),
      open_until = case when failures >= ${FAILURES_TO_OPEN} then now() + make_interval(secs => ${OPEN_SEC})
        else open_until end
    where ${atRow(key)} and blocked_until <= now() and open_until <= now()
      and ${requestsNow} >= 1 - ${EPSILON}::float8 and ${unitsNow} >= ${needed}::float8 - ${EPSILON}::float8
      and ${taken} < ${limit.concurrency}`.execute(db)
  return numAffectedRows ? null : explainDenial(db, key, limit, ask.units)
}

const explainDenial = async (
  db: Kysely<Database>,
  key: LimitKey,
  limit: ProviderLimit,
  units: number,
): Promise<LimitDenial> => {
  const { requests, amounts, needed, requestsNow, unitsNow } = terms(limit, units)
  const { rows } = await sql<{
    blockedMs: number
    blockedBy: 'rate_limited' | 'quota_exhausted' | null
    openMs: number
    requestsMs: number
    unitsMs: number
  }>`select
      greatest(0, extract(epoch from greatest(blocked_until, 'epoch') - now())::float8 * 1000) as "blockedMs",
      blocked_by as "blockedBy",
      greatest(0, extract(epoch from greatest(open_until, 'epoch') - now())::float8 * 1000) as "openMs",
      greatest(0, (1 - ${requestsNow}) / ${requests.perSec}::float8 * 1000) as "requestsMs",
      greatest(0, (${needed}::float8 - ${unitsNow}) / ${amounts.perSec}::float8 * 1000) as "unitsMs"
    from vss.provider_limit where ${atRow(key)}`.execute(db)
  const row = rows[0]
  if (row && row.blockedMs > 0)
    return { reason: 'blocked', by: row.blockedBy ?? 'rate_limited', waitMs: Math.ceil(row.blockedMs) }
  if (row && row.openMs > 0) return { reason: 'open', waitMs: Math.ceil(row.openMs) }
  const waitMs = Math.max(row?.requestsMs ?? 0, row?.unitsMs ?? 0)
  return { reason: 'full', waitMs: waitMs > 0 ? Math.ceil(waitMs) : SLOT_POLL_MS }
}

/** Gives the slot back, corrects the units that were only estimated, and tells everybody how the call ended. */
export const releaseLimit = async (
  db: Kysely<Database>,
  key: LimitKey,
  end: { holder: string; reservedUnits: number; usedUnits: number; verdict: LimitVerdict },
): Promise<void> => {
  const { verdict } = end
  const blockMs = verdict.kind === 'blocked' ? verdict.blockMs : 0
  const failures = { answered: sql`0`, blocked: sql`0`, neutral: sql`failures`, failed: sql`failures + 1` }[
    verdict.kind
  ]
  await sql`
    update vss.provider_limit set
      held = held - ${end.holder}::text,
      units_left = units_left + ${end.reservedUnits - end.usedUnits}::float8,
      failures = ${failures},
      open_until = case
        when ${failures} >= ${FAILURES_TO_OPEN} then greatest(open_until, now() + make_interval(secs => ${OPEN_SEC}))
        when ${failures} = 0 then '-infinity' else open_until end,
      blocked_by = case when now() + make_interval(secs => ${blockMs / 1000}::float8) > greatest(blocked_until, now())
        then ${verdict.kind === 'blocked' ? verdict.by : null}::text else blocked_by end,
      blocked_until = case when ${blockMs}::float8 > 0
        then greatest(blocked_until, now() + make_interval(secs => ${blockMs / 1000}::float8)) else blocked_until end
    where ${atRow(key)}`.execute(db)
}
