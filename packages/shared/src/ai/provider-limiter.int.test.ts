import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClockedLedger, openClockedLedger } from '../testing/open-clocked-ledger.ts'
import { acquireLimit, type LimitKey, type LimitVerdict, releaseLimit } from './provider-limiter.ts'

let ledger: ClockedLedger
beforeAll(async () => {
  ledger = await openClockedLedger()
})
afterAll(() => ledger?.close())

const UNLIMITED = { requestsPerMinute: Infinity, unitsPerMinute: Infinity, concurrency: 1_000_000 }
const newKey = (): LimitKey => ({ provider: 'p', model: randomUUID(), project: 'x' })
const SLOT_MS = 90_000

const acquire = (
  key: LimitKey,
  limit: Partial<typeof UNLIMITED>,
  units = 0,
  holder: string = randomUUID(),
  orgId = 'org',
) => acquireLimit(ledger.db, key, { ...UNLIMITED, ...limit }, { holder, orgId, units, slotMs: SLOT_MS })
const release = (key: LimitKey, holder: string, verdict: LimitVerdict, usedUnits = 0, reservedUnits = 0) =>
  releaseLimit(ledger.db, key, { holder, reservedUnits, usedUnits, verdict })

test('under constant demand, no minute has more requests than the limit, and five minutes have almost as many', async () => {
  const key = newKey()
  const grantedAt: number[] = []
  await ledger.setClock(0)
  for (let sec = 0; sec < 300; sec += 0.5) {
    await ledger.setClock(sec)
    while ((await acquire(key, { requestsPerMinute: 60 })) === null) grantedAt.push(sec)
  }
  const inMinuteFrom = (start: number) => grantedAt.filter((sec) => sec >= start && sec < start + 60).length
  expect(Math.max(...grantedAt.map(inMinuteFrom))).toBeLessThanOrEqual(60)
  expect(grantedAt.length).toBeGreaterThanOrEqual(0.8 * 300 - 1)
})

test('concurrent requests of many replicas get no more than the limit, and learn when to ask again', async () => {
  const key = newKey()
  await ledger.setClock(0)
  const answers = await Promise.all(Array.from({ length: 30 }, () => acquire(key, { requestsPerMinute: 60 })))
  const denied = answers.filter((answer) => answer !== null)
  expect(denied).toHaveLength(18)
  for (const denial of denied) expect(denial).toEqual({ reason: 'full', waitMs: 1250 })
})

test('units are reserved before a call and corrected after it; a call larger than the bucket is granted and leaves a debt', async () => {
  const key = newKey()
  const limit = { unitsPerMinute: 600 }
  await ledger.setClock(0)
  expect(await acquire(key, limit, 60, 'a')).toBeNull()
  expect(await acquire(key, limit, 61, 'b')).toMatchObject({ reason: 'full' })
  await release(key, 'a', { kind: 'answered' }, 10, 60)
  expect(await acquire(key, limit, 110, 'b')).toBeNull()
  await ledger.setClock(15)
  expect(await acquire(key, limit, 500)).toBeNull()
  await ledger.setClock(60)
  expect(await acquire(key, limit, 1)).toMatchObject({ reason: 'full' })
  await ledger.setClock(63)
  expect(await acquire(key, limit, 1)).toBeNull()
})

test('slots limit the calls in flight, and are free again on release or when their holder has crashed', async () => {
  const key = newKey()
  const limit = { concurrency: 2 }
  await ledger.setClock(0)
  expect(await acquire(key, limit, 0, 'a')).toBeNull()
  await ledger.setClock(10)
  expect(await acquire(key, limit, 0, 'dies')).toBeNull()
  expect(await acquire(key, limit, 0, 'b')).toMatchObject({ reason: 'full' })
  await release(key, 'a', { kind: 'answered' })
  expect(await acquire(key, limit, 0, 'b')).toBeNull()
  await ledger.setClock(99.9)
  await release(key, 'b', { kind: 'answered' })
  expect(await acquire(key, limit, 0, 'c')).toBeNull()
  expect(await acquire(key, limit, 0, 'd')).toMatchObject({ reason: 'full' })
  await ledger.setClock(100.1)
  expect(await acquire(key, limit, 0, 'd')).toBeNull()
})

test('a block holds for every replica until its end; a shorter one does not shorten it', async () => {
  const key = newKey()
  await ledger.setClock(0)
  for (const holder of ['a', 'b']) expect(await acquire(key, {}, 0, holder)).toBeNull()
  await release(key, 'a', { kind: 'blocked', by: 'quota_exhausted', blockMs: 3_500 })
  await release(key, 'b', { kind: 'blocked', by: 'rate_limited', blockMs: 1_000 })
  await ledger.setClock(3.4)
  expect(await acquire(key, {})).toEqual({ reason: 'blocked', by: 'quota_exhausted', waitMs: 100 })
  await ledger.setClock(3.5)
  expect(await acquire(key, {})).toBeNull()
})

test('after eight failures in a row the circuit opens, and later lets one call through as a probe', async () => {
  const key = newKey()
  await ledger.setClock(0)
  for (let failure = 0; failure < 8; failure++) {
    expect(await acquire(key, {}, 0, 'a')).toBeNull()
    await release(key, 'a', { kind: 'failed' })
  }
  expect(await acquire(key, {})).toEqual({ reason: 'open', waitMs: 30_000 })
  await ledger.setClock(30)
  expect(await acquire(key, {}, 0, 'probe')).toBeNull()
  expect(await acquire(key, {})).toMatchObject({ reason: 'open' })
  await release(key, 'probe', { kind: 'failed' })
  await ledger.setClock(59)
  expect(await acquire(key, {})).toMatchObject({ reason: 'open' })
  await ledger.setClock(60)
  expect(await acquire(key, {}, 0, 'probe')).toBeNull()
  await release(key, 'probe', { kind: 'answered' })
  for (const holder of ['b', 'c']) expect(await acquire(key, {}, 0, holder)).toBeNull()
})

test('a refused key opens the circuit immediately, and an answer closes it', async () => {
  const key = newKey()
  await ledger.setClock(0)
  expect(await acquire(key, {}, 0, 'a')).toBeNull()
  await release(key, 'a', { kind: 'unauthorised' })
  expect(await acquire(key, {}, 0, 'b')).toEqual({ reason: 'open', waitMs: 30_000 })
  await ledger.setClock(30)
  expect(await acquire(key, {}, 0, 'b')).toBeNull()
  await release(key, 'b', { kind: 'answered' })
  expect(await acquire(key, {}, 0, 'c')).toBeNull()
})

test('a failure between successes does not open it', async () => {
  const key = newKey()
  await ledger.setClock(0)
  for (let round = 0; round < 20; round++) {
    expect(await acquire(key, {}, 0, 'a')).toBeNull()
    await release(key, 'a', { kind: round % 7 === 6 ? 'answered' : 'failed' })
  }
  expect(await acquire(key, {})).toBeNull()
})

type Asker = { orgId: string; units?: number; holder?: string }
type Grant = { sec: number; orgId: string; holder: string; units: number }

/** Each asker asks once a second until its call is granted, then for its next call. A call ends within a second. */
const queue = async (key: LimitKey, limit: Partial<typeof UNLIMITED>, askers: Asker[], untilSec: number) => {
  const grants: Grant[] = []
  for (let sec = 0; sec < untilSec; sec++) {
    await ledger.setClock(sec)
    for (const { holder } of grants.filter((grant) => grant.sec === sec - 1))
      await release(key, holder, { kind: 'answered' })
    for (const asker of askers) {
      asker.holder ??= randomUUID()
      const { orgId, units = 0, holder } = asker
      if (await acquire(key, limit, units, holder, orgId)) continue
      grants.push({ sec, orgId, holder, units })
      asker.holder = undefined
    }
  }
  return grants
}
const many = (count: number, asker: Asker): Asker[] => Array.from({ length: count }, () => ({ ...asker }))

test.each(['small', 'large'])(
  'a large request gets its turn in a minute though small ones of %s keep coming',
  async (orgId) => {
    const large = { orgId: 'large', units: 120, holder: 'large' }
    const grants = await queue(newKey(), { unitsPerMinute: 600 }, [...many(10, { orgId, units: 10 }), large], 60)
    expect(grants.filter(({ holder }) => holder === 'large')).toHaveLength(1)
    const units = grants.reduce((sum, grant) => sum + grant.units, 0)
    // Everything except the units that accumulate for the next large call.
    expect(units).toBeGreaterThanOrEqual(120 + 59 * 8 - 120)
  },
)

test.each([
  ['requests', { requestsPerMinute: 60 }],
  ['slots', { concurrency: 1 }],
])('two organisations take turns for %s although one asks 20 times as often', async (_what, limit) => {
  const askers = [...many(20, { orgId: 'busy' }), { orgId: 'quiet' }]
  const grants = (await queue(newKey(), limit, askers, 60)).filter(({ sec }) => sec >= 10)
  const turns = grants.map(({ orgId }) => orgId)
  expect(turns.length).toBeGreaterThan(35)
  expect(turns.slice(1).filter((orgId, at) => orgId === turns[at]).length).toBeLessThanOrEqual(1)
})

test('room for two calls goes to two organisations, in whatever order they ask', async () => {
  const key = newKey()
  const limit = { concurrency: 2 }
  await ledger.setClock(0)
  for (const holder of ['going', 'also']) await acquire(key, limit, 0, holder, 'other')
  for (const [sec, [orgId, holder]] of [
    ['a', 'a1'],
    ['a', 'a2'],
    ['b', 'b1'],
  ].entries()) {
    await ledger.setClock(1 + sec / 10)
    expect(await acquire(key, limit, 0, holder, orgId)).toMatchObject({ reason: 'full' })
  }
  for (const holder of ['going', 'also']) await release(key, holder, { kind: 'answered' })
  expect(await acquire(key, limit, 0, 'a2', 'a')).toMatchObject({ reason: 'full' })
  expect(await acquire(key, limit, 0, 'b1', 'b')).toBeNull()
  expect(await acquire(key, limit, 0, 'a1', 'a')).toBeNull()
})

test('calls of one organisation are served in the order in which they first asked', async () => {
  const key = newKey()
  const limit = { concurrency: 1 }
  for (const [sec, holder] of ['going', 'first', 'second', 'third'].entries()) {
    await ledger.setClock(sec / 10)
    await acquire(key, limit, 0, holder)
  }
  await release(key, 'going', { kind: 'answered' })
  for (const holder of ['third', 'second']) expect(await acquire(key, limit, 0, holder)).not.toBeNull()
  expect(await acquire(key, limit, 0, 'first')).toBeNull()
  await release(key, 'first', { kind: 'answered' })
  expect(await acquire(key, limit, 0, 'third')).toEqual({ reason: 'full', waitMs: 1000 })
  expect(await acquire(key, limit, 0, 'second')).toBeNull()
  expect(await acquire(key, limit, 0, 'third')).toEqual({ reason: 'full', waitMs: 250 })
})

test('a waiter that stops asking blocks the others for at most three seconds', async () => {
  const key = newKey()
  const limit = { unitsPerMinute: 600 }
  await ledger.setClock(0)
  expect(await acquire(key, limit, 60)).toBeNull()
  expect(await acquire(key, limit, 120, 'vanishes', 'other')).not.toBeNull()
  await ledger.setClock(2.9)
  expect(await acquire(key, limit, 1, 'waits')).not.toBeNull()
  await ledger.setClock(3.1)
  expect(await acquire(key, limit, 1, 'waits')).toBeNull()
})

test('a later call immediately gets room that the calls ahead do not need', async () => {
  const key = newKey()
  const limit = { unitsPerMinute: 600, concurrency: 3 }
  await ledger.setClock(0)
  expect(await acquire(key, limit, 40, 'going')).toBeNull()
  expect(await acquire(key, limit, 90, 'waits')).not.toBeNull()
  await ledger.setClock(2)
  expect(await acquire(key, limit, 7, 'later')).not.toBeNull()
  expect(await acquire(key, limit, 6, 'later')).toBeNull()
  expect(await acquire(key, limit, 90, 'waits')).toBeNull()
})

test('replicas that ask concurrently while others wait get no more than the limits, in the order of the line', async () => {
  const key = newKey()
  const limit = { requestsPerMinute: 100, unitsPerMinute: 1_000, concurrency: 12 }
  const grants: string[] = []
  const waiting = Array.from({ length: 30 }, (_, at) => `${at}`)
  for (let sec = 0; waiting.length > 0 && sec < 60; sec++) {
    await ledger.setClock(sec)
    const asked = waiting.map(async (holder) => ({ holder, denial: await acquire(key, limit, 10, holder) }))
    const answers = await Promise.all(asked)
    const granted = answers.flatMap(({ holder, denial }) => (denial ? [] : [holder]))
    grants.push(...granted)
    expect(grants.length * 10).toBeLessThanOrEqual(200 + sec * (800 / 60))
    for (const holder of granted) waiting.splice(waiting.indexOf(holder), 1)
    const row = await ledger.db
      .selectFrom('vss.provider_limit')
      .selectAll()
      .where('model', '=', key.model)
      .executeTakeFirstOrThrow()
    expect(Object.keys(row.held).toSorted()).toEqual(granted.toSorted())
    expect(granted.length).toBeLessThanOrEqual(12)
    expect(Object.keys(row.waiting).toSorted()).toEqual(waiting.toSorted())
    for (const holder of granted) await release(key, holder, { kind: 'answered' }, 10, 10)
  }
  expect(new Set(grants).size).toBe(30)
})
