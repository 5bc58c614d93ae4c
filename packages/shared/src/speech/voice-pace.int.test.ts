import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ledger } from '../ledger/open-ledger.ts'
import { openTestLedger } from '../testing/open-test-ledger.ts'
import { seedTenant } from '../testing/seed-tenant.ts'
import { findVoicePace, recordVoicePace } from './voice-pace.ts'

let ledger: Ledger
beforeAll(async () => {
  ledger = await openTestLedger()
})
afterAll(() => ledger?.close())

const newOrganisation = async () => (await seedTenant(ledger.db)).orgId

test('the median of the voice last used in the language counts, for its organisation alone', async () => {
  const orgId = await newOrganisation()
  const find = (language: string, org = orgId) => findVoicePace(ledger.db, org, language)
  expect(await find('zh')).toBe(1)
  await recordVoicePace(ledger.db, { orgId, language: 'zh', voice: 'slow' }, [1.3, 1.1, 1.2, 1.15, 9])
  expect(await find('zh')).toBeCloseTo(1.2)
  await recordVoicePace(ledger.db, { orgId, language: 'zh', voice: 'fast' }, [0.8, 0.9, 0.8, 0.7, 0.85])
  expect(await find('zh')).toBeCloseTo(0.8)
  await recordVoicePace(ledger.db, { orgId, language: 'zh', voice: 'slow' }, [1.2])
  expect(await find('zh')).toBeCloseTo(1.2)
  expect(await find('en')).toBe(1)
  expect(await find('zh', await newOrganisation())).toBe(1)
})

test('a few takes say nothing yet, the newest ones count, and nonsense has bounds', async () => {
  const orgId = await newOrganisation()
  const record = (ratios: number[]) => recordVoicePace(ledger.db, { orgId, language: 'en', voice: 'v' }, ratios)
  await record([1.5, 1.5, 1.5, 1.5])
  expect(await findVoicePace(ledger.db, orgId, 'en')).toBe(1)
  await record([1.5])
  expect(await findVoicePace(ledger.db, orgId, 'en')).toBeCloseTo(1.5)
  await record(Array.from({ length: 500 }, () => 0.9))
  expect(await findVoicePace(ledger.db, orgId, 'en')).toBeCloseTo(0.9)
  await record(Array.from({ length: 200 }, () => 7))
  expect(await findVoicePace(ledger.db, orgId, 'en')).toBe(2)
  const { ratios } = await ledger.db
    .selectFrom('vss.voice_pace')
    .select('ratios')
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow()
  expect(ratios).toHaveLength(200)
})
