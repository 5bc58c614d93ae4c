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

const acquire = (key: LimitKey, limit: Partial<typeof UNLIMITED>, units = 0, holder: string = randomUUID()) =>
  acquireLimit(ledger.db, key, { ...UNLIMITED, ...limit }, { holder, units, slotMs: SLOT_MS })
const release = (key: LimitKey, holder: string, verdict: LimitVerdict, usedUnits = 0, reservedUnits = 0) =>
  releaseLimit(ledger.db, key, { holder, reservedUnits, usedUnits, verdict })

test('however greedily it is asked, no minute sees more requests than the limit, and five minutes not much less', async () => {
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

test('requests of many replicas at once get no more than there is, and are told when to ask again', async () => {
  const key = newKey()
  await ledger.setClock(0)
  const answers = await Promise.all(Array.from({ length: 30 }, () => acquire(key, { requestsPerMinute: 60 })))
  const denied = answers.filter((answer) => answer !== null)
  expect(denied).toHaveLength(18)
  for (const denial of denied) expect(denial).toEqual({ reason: 'full', waitMs: 1250 })
})

test('units are reserved before and corrected after a call; one larger than the bucket passes alone and is paid back', async () => {
  const key = newKey()
  const limit = { unitsPerMinute: 600 }
  await ledger.setClock(0)
  expect(await acquire(key, limit, 60, 'a')).toBeNull()
  expect(await acquire(key, limit, 61)).toMatchObject({ reason: 'full' })
  await release(key, 'a', { kind: 'answered' }, 10, 60)
  expect(await acquire(key, limit, 110)).toBeNull()
  await ledger.setClock(15)
  expect(await acquire(key, limit, 500)).toBeNull()
  await ledger.setClock(60)
  expect(await acquire(key, limit, 1)).toMatchObject({ reason: 'full' })
  await ledger.setClock(63)
  expect(await acquire(key, limit, 1)).toBeNull()
})

test('slots bound how many calls run, come back on release, and by themselves when their holder died', async () => {
  const key = newKey()
  const limit = { concurrency: 2 }
  await ledger.setClock(0)
  expect(await acquire(key, limit, 0, 'a')).toBeNull()
  await ledger.setClock(10)
  expect(await acquire(key, limit, 0, 'dies')).toBeNull()
  expect(await acquire(key, limit)).toMatchObject({ reason: 'full' })
  await release(key, 'a', { kind: 'answered' })
  expect(await acquire(key, limit, 0, 'b')).toBeNull()
  await ledger.setClock(99.9)
  await release(key, 'b', { kind: 'answered' })
  expect(await acquire(key, limit, 0, 'c')).toBeNull()
  expect(await acquire(key, limit, 0, 'd')).toMatchObject({ reason: 'full' })
  await ledger.setClock(100.1)
  expect(await acquire(key, limit, 0, 'd')).toBeNull()
})

test('a block holds for everybody until its end; a shorter one does not shorten it', async () => {
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

test('after eight failures in a row the circuit opens, then lets one call find out', async () => {
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

test('a failure between successes does not open it', async () => {
  const key = newKey()
  await ledger.setClock(0)
  for (let round = 0; round < 20; round++) {
    expect(await acquire(key, {}, 0, 'a')).toBeNull()
    await release(key, 'a', { kind: round % 7 === 6 ? 'answered' : 'failed' })
  }
  expect(await acquire(key, {})).toBeNull()
})
