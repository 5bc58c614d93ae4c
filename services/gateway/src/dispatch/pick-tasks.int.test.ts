import type { TaskType } from '@vss/shared/contracts/registry.ts'
import { SERVICES } from '@vss/shared/contracts/task-contract.ts'
import { submitTask } from '@vss/shared/ledger/submit-task.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { seedTenant } from '@vss/shared/testing/seed-tenant.ts'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findWaitingServices, pickTasks } from './pick-tasks.ts'

let ledger: Awaited<ReturnType<typeof openTestLedger>>
let tenant: { orgId: string; instanceId: string }

beforeEach(async () => {
  ledger = await openTestLedger()
  tenant = await seedTenant(ledger.db)
})
afterEach(() => ledger.close())

const submit = async (count: number, owner = tenant, type: TaskType = 'GENERATE_DUBBING') => {
  const task = { ...owner, type, payload: {}, locale: 'en' as const, traceparent: null }
  for (let n = 0; n < count; n += 1) await submitTask(ledger.db, task)
}
const addWorker = (id: string, slots: number, seenSecAgo = 0) =>
  ledger.db
    .insertInto('vss.worker')
    .values({ id, service: 'dubbing', slots, seen_at: sql<Date>`now() - make_interval(secs => ${seenSecAgo})` })
    .execute()
const pick = () => pickTasks(ledger.db, 'dubbing')

test('only services with a task that may run now are listed', async () => {
  expect(await findWaitingServices(ledger.db, SERVICES)).toEqual([])
  await submit(1)
  await submit(1, tenant, 'GENERATE_NARRATION')
  await ledger.db
    .updateTable('vss.task')
    .set({ run_at: sql<Date>`now() + interval '1 min'` })
    .where('service', '=', 'narration')
    .execute()
  expect(await findWaitingServices(ledger.db, SERVICES)).toEqual(['dubbing'])
})

test.each([
  [1, 1],
  [2, 3],
  [8, 10],
])('%i slots have %i tasks of two organisations in flight, whatever waits', async (slots, inFlight) => {
  await submit(15)
  await submit(15, await seedTenant(ledger.db))
  await addWorker('silent', 5, 60)
  expect(await pick()).toEqual([])
  await addWorker('live', slots)
  expect(await pick()).toHaveLength(inFlight)
  expect(await pick()).toEqual([])
})

test('one organisation fills the slots and no more, so that the only task of another is next', async () => {
  await submit(15)
  await addWorker('a', 4)
  expect(await pick()).toHaveLength(4)
  expect(await pick()).toEqual([])
  const quiet = await seedTenant(ledger.db)
  await submit(1, quiet)
  expect((await pick()).map((task) => task.orgId)).toEqual([quiet.orgId])
})

test('the next task is the oldest of the organisation with the fewest in flight', async () => {
  await submit(6)
  await addWorker('a', 2)
  expect((await pick()).map((task) => task.orgId)).toEqual(Array(2).fill(tenant.orgId))
  const quiet = await seedTenant(ledger.db)
  await submit(6, quiet)
  await addWorker('b', 4)
  const picked = await pick()
  // In flight 2 : 0, six more: two of the quiet one, then one of each, twice.
  expect(picked.filter((task) => task.orgId === quiet.orgId)).toHaveLength(4)
  expect(picked).toHaveLength(6)
  expect(picked.every((task) => task.dispatchSeq === 1)).toBe(true)
})
