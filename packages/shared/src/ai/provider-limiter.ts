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
  | { kind: 'answered' | 'failed' | 'neutral' | 'unauthorised' }
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
/** Who may come next asks again this often: slots end when calls end, which nobody can foresee. */
const POLL_MS = 250
/** Who waits asks at least this often, which keeps its place; every question costs time of the row that all share. */
export const ASK_AGAIN_MS = 1_000
/** A place whose owner has not asked for this long is gone: two of its questions may get lost or come late. */
const PLACE_SEC = 3
/** Whose last turn is longer ago has none to remember: a minute is the window of every limit. */
const TURN_SEC = 60

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
/** When each organisation had its last turn, of those that had one lately. */
const unforgotten = sql`(select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(served)
  where value::float8 > ${nowSec} - ${TURN_SEC})`
const msUntil = (moment: RawBuilder<unknown>) =>
  sql<number>`greatest(0, extract(epoch from greatest(${moment}, 'epoch') - now())::float8 * 1000)`
/** Sums of fractions miss whole numbers by less than this. */
const EPSILON = 1e-6

type Ask = {
  /** The same each time it asks: it keeps its place. */
  holder: string
  orgId: string
  units: number
  slotMs: number
}

type Decision = {
  granted: boolean
  blockedMs: number
  blockedBy: 'rate_limited' | 'quota_exhausted' | null
  openMs: number
  /** In line, from 1. */
  place: number
  /** Until there would be room if nobody were ahead. */
  fullMs: number
}

/**
 * The line is made of the places that have not run out, and the asker's. First come the first ones of each organisation,
 * then the second ones; among those of one rank the organisation whose last turn is longest ago. `requests_to` and
 * `units_to` are what everybody up to and including a place needs.
 */
const inLine = (key: LimitKey, limit: ProviderLimit, { holder, orgId, units }: Ask) => {
  const requests = toBucket(limit.requestsPerMinute)
  const amounts = toBucket(limit.unitsPerMinute)
  // A call larger than the bucket passes when the bucket is full, and leaves a debt.
  const needed = Math.min(units, amounts.capacity)
  return sql`
    state as (
      select *, ${live} as slots, ${filled(sql`requests_left`, requests)} as requests_now,
        ${filled(sql`units_left`, amounts)} as units_now
      from vss.provider_limit where ${atRow(key)} for update),
    place as (
      select key as holder, value, its.*, coalesce((served ->> its.org)::float8, 0) as served_at from state,
        jsonb_each(waiting || jsonb_build_object(${holder}::text, jsonb_build_object('since', ${nowSec})
          || coalesce(waiting -> ${holder}::text, '{}') || jsonb_build_object('org', ${orgId}::text,
            'units', ${needed}::float8, 'until', ${nowSec} + ${PLACE_SEC}::float8))),
        jsonb_to_record(value) as its(org text, units float8, since float8, until float8)
      where its.until > ${nowSec}),
    ranked as (select *, row_number() over (partition by org order by since, holder) as rank from place),
    line as (
      select holder, row_number() over in_turn as requests_to, sum(units) over in_turn as units_to from ranked
      window in_turn as (order by rank, served_at, since, holder rows unbounded preceding)),
    decision as (
      select slots, requests_to::int as place, requests_now, units_now, blocked_by as "blockedBy", ${msUntil(sql`blocked_until`)} as "blockedMs",
        ${msUntil(sql`open_until`)} as "openMs",
        greatest(0, (1 - requests_now) / ${requests.perSec}::float8 * 1000,
          (${needed}::float8 - units_now) / ${amounts.perSec}::float8 * 1000) as "fullMs",
        blocked_until <= now() and open_until <= now() and requests_now >= requests_to - ${EPSILON}::float8
          and units_now >= units_to - ${EPSILON}::float8
          and (select count(*) from jsonb_object_keys(slots)) + requests_to <= ${limit.concurrency} as granted
      from state, line where holder = ${holder}),
    still as (
      select coalesce(jsonb_object_agg(holder, value), '{}') as waiting
      from place, decision where not (granted and holder = ${holder}))`
}

/** One statement on one locked row, so that replicas can take neither the same room nor each other's turn. */
const decide = async (
  db: Kysely<Database>,
  key: LimitKey,
  limit: ProviderLimit,
  ask: Ask,
): Promise<Decision | undefined> => {
  const { rows } = await sql<Decision>`
    with ${inLine(key, limit, ask)}
    update vss.provider_limit as l set
      requests_left = requests_now - granted::int,
      units_left = units_now - granted::int * ${ask.units}::float8,
      refilled_at = greatest(refilled_at, now()),
      held = slots || case when granted
        then jsonb_build_object(${ask.holder}::text, ${nowSec} + ${ask.slotMs / 1000}::float8) else '{}' end,
      waiting = still.waiting,
      served = case when granted then ${unforgotten} || jsonb_build_object(${ask.orgId}::text, ${nowSec}) else served end,
      open_until = case when granted and failures >= ${FAILURES_TO_OPEN}
        then now() + make_interval(secs => ${OPEN_SEC}) else open_until end
    from decision, still where ${atRow(key)}
    returning granted, "blockedMs", "blockedBy", "openMs", place, "fullMs"`.execute(db)
  return rows[0]
}

const makeRow = async (db: Kysely<Database>, key: LimitKey, limit: ProviderLimit): Promise<void> => {
  const requests = toBucket(limit.requestsPerMinute).capacity
  const units = toBucket(limit.unitsPerMinute).capacity
  await sql`
    insert into vss.provider_limit (provider, model, project, requests_left, units_left, refilled_at)
    values (${key.provider}, ${key.model}, ${key.project}, ${requests}, ${units}, now())
    on conflict do nothing`.execute(db)
}

/**
 * Takes one request, `units` and a slot, all or nothing. Returns null when granted. Who is denied gets a place in line
 * and keeps it by asking again: later ones take only what those ahead leave. A slot is free again after `slotMs` even
 * if its holder died. Throws when the ledger cannot be reached: without it nobody calls.
 */
export const acquireLimit = async (
  db: Kysely<Database>,
  key: LimitKey,
  limit: ProviderLimit,
  ask: Ask,
): Promise<LimitDenial | null> => {
  let decision = await decide(db, key, limit, ask)
  if (!decision) {
    await makeRow(db, key, limit)
    decision = await decide(db, key, limit, ask)
  }
  if (!decision) throw new Error('the ledger did not keep the state of a limit')
  const { granted, blockedMs, blockedBy, openMs, place, fullMs } = decision
  if (granted) return null
  if (blockedMs > 0) return { reason: 'blocked', by: blockedBy ?? 'rate_limited', waitMs: Math.ceil(blockedMs) }
  if (openMs > 0) return { reason: 'open', waitMs: Math.ceil(openMs) }
  const comesNext = place <= limit.concurrency
  return { reason: 'full', waitMs: Math.max(comesNext ? POLL_MS : ASK_AGAIN_MS, Math.ceil(fullMs)) }
}

/** Gives the slot back, corrects the units that were only estimated, and tells everybody how the call ended. */
export const releaseLimit = async (
  db: Kysely<Database>,
  key: LimitKey,
  end: { holder: string; reservedUnits: number; usedUnits: number; verdict: LimitVerdict },
): Promise<void> => {
  const { verdict } = end
  const blockMs = verdict.kind === 'blocked' ? verdict.blockMs : 0
  const failures = {
    answered: sql`0`,
    blocked: sql`0`,
    neutral: sql`failures`,
    failed: sql`failures + 1`,
    // Every request would end like this one: the circuit opens at once, and closes once a request is answered.
    unauthorised: sql.lit(FAILURES_TO_OPEN),
  }[verdict.kind]
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
