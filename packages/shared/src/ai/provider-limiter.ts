import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../ledger/database.ts'
import type { ProviderLimit } from './load-provider-limits.ts'

/**
 * The limits of paid providers, shared by all replicas of all services.
 *
 * A provider limits what one key may do in a minute: requests, and tokens or characters (here: units). We also limit
 * how many calls run concurrently. The state of each provider, model and project is one row of `vss.provider_limit`,
 * and each decision is one statement that locks this row. So replicas cannot take the same room twice, need no leader
 * and need not know each other. All times are those of the database's clock.
 *
 * Four checks decide on a call:
 * - Block: after a 429, no call is made before `blocked_until`.
 * - Circuit: after several failures in a row the circuit is open. One call every half minute is then let through as a
 *   probe; the first answer closes the circuit. A refused key opens it immediately, since every call would fail.
 * - Buckets: a token bucket for requests and one for units, refilled continuously. The burst (capacity) is a part of
 *   the minute's limit and the refill is the rest, so that no 60 seconds ever see more than the limit, wherever the
 *   provider's own minute begins. Units are reserved by an estimate and corrected when the call has ended.
 * - Slots: `held` has an entry for each call in flight, with the time at which it expires. A replica that crashes
 *   blocks its slots for no longer than its calls could have taken.
 *
 * A call that is denied waits in line. It gets a place in `waiting` and keeps it by asking again; a place whose owner
 * stops asking expires after seconds, so that a crashed waiter does not block the others. The line is fair between organisations,
 * not between calls: the oldest call of each organisation comes first, then the second oldest of each, and so on.
 * Within such a rank, the organisation that has been served least recently (`served`) comes first. So one organisation
 * with a thousand waiting calls delays the first call of another one by a single call.
 *
 * A place is granted only if there is room for it and for every place ahead of it. Without that rule, small calls would
 * always overtake a large one that waits for units, and it would starve.
 */

/** Identifies a limit. `project` tells keys apart without revealing them. */
export type LimitKey = { provider: string; model: string; project: string }

export type LimitDenial =
  /** The provider answered 429: no call before then. */
  | { reason: 'blocked'; by: 'rate_limited' | 'quota_exhausted'; waitMs: number }
  /** Too many failures in a row. */
  | { reason: 'open'; waitMs: number }
  /** Our own limits leave no room at the moment. */
  | { reason: 'full'; waitMs: number }

/** How a call ended, as far as it matters to later calls. */
export type LimitVerdict =
  | { kind: 'answered' | 'failed' | 'neutral' | 'unauthorised' }
  | { kind: 'blocked'; by: 'rate_limited' | 'quota_exhausted'; blockMs: number }

/** The part of a minute's limit that may be used in one burst. Burst and refill together are the limit of a minute. */
const BURST_SHARE = 0.2
/** Stands for infinity, which neither JSON nor the arithmetic of buckets can handle. */
const UNLIMITED = 1e12
/** The circuit is for outages: with 30 % errors, eight failures in a row happen once in 15,000 calls. */
const FAILURES_TO_OPEN = 8
/** While the circuit is open, one call in this time is let through to find out whether the provider is back. */
const OPEN_SEC = 30
/** Calls at the head of the line ask again this often: when a call in flight ends cannot be predicted. */
const POLL_MS = 250
/** Every waiting call asks at least this often to keep its place. Not more often, since each question locks the shared row. */
export const ASK_AGAIN_MS = 1_000
/** A place expires after this time: two questions of its owner may be lost or late. */
const PLACE_SEC = 3
/** A turn is forgotten after this time: a minute is the window of every limit. */
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
/** The level of a bucket, refilled up to now. */
const filled = (left: RawBuilder<unknown>, { capacity, perSec }: Bucket) =>
  sql<number>`least(${capacity}::float8,
    ${left} + ${perSec}::float8 * greatest(0, extract(epoch from now() - refilled_at)::float8))`
/** The slots that have not expired. */
const live = sql`(select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(held)
  where value::float8 > ${nowSec})`
/** The last turn of each organisation, without turns that are forgotten. */
const unforgotten = sql`(select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(served)
  where value::float8 > ${nowSec} - ${TURN_SEC})`
const msUntil = (moment: RawBuilder<unknown>) =>
  sql<number>`greatest(0, extract(epoch from greatest(${moment}, 'epoch') - now())::float8 * 1000)`
/** Floating-point sums miss whole numbers by less than this. */
const EPSILON = 1e-6

type Ask = {
  /** The same in every question of a call, so that it keeps its place. */
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
  /** Position in line, from 1. */
  place: number
  /** Time until the buckets would have room if no call were ahead. */
  fullMs: number
}

/**
 * The common table expressions of a decision, in order: the locked `state`; a `place` for each waiting call that has not
 * expired and for the one that asks; `ranked` within each organisation; the `line`, where `requests_to` and `units_to`
 * are the needs of everything up to and including a place; the `decision` on the call that asks; and the places that
 * are `still` waiting afterwards.
 */
const inLine = (key: LimitKey, limit: ProviderLimit, { holder, orgId, units }: Ask) => {
  const requests = toBucket(limit.requestsPerMinute)
  const amounts = toBucket(limit.unitsPerMinute)
  // A call larger than the bucket is granted when the bucket is full, and leaves it in debt.
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

/** Decides and takes what is granted, in one statement. Undefined: the row does not exist yet. */
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
 * Takes one request, `units` and a slot, or nothing. Null: granted. A denied call has a place in line, which it keeps by
 * asking again with the same `holder`. A slot is free again after `slotMs` even if its holder has crashed. Throws if
 * the ledger cannot be reached: no call is made without it.
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

/** Gives the slot back, corrects the estimated units, and records how the call ended for later calls. */
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
    // Every request would fail like this one: the circuit opens immediately, and closes once a request is answered.
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
