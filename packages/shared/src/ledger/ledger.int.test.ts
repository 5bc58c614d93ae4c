import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../errors/app-error.ts'
import { openTestLedger } from '../testing/open-test-ledger.ts'
import { seedTenant } from '../testing/seed-tenant.ts'
import { cancelTask } from './cancel-task.ts'
import { claimTask } from './claim-task.ts'
import { completeTask, failTask, failTaskWhile } from './end-task.ts'
import { findTask, listTasks } from './find-tasks.ts'
import { releaseTask, renewLease } from './lease.ts'
import { migrateLedger } from './migrate.ts'
import { type RetryRequest, retryTask } from './retry-task.ts'
import { type NewTask, submitTask } from './submit-task.ts'
import { findStep, recordStep } from './task-step.ts'

let ledger: Awaited<ReturnType<typeof openTestLedger>>
let tenant: { orgId: string; instanceId: string }

beforeAll(async () => {
  ledger = await openTestLedger()
  tenant = await seedTenant(ledger.db)
})
afterAll(() => ledger.close())

const newTask = (extra: Partial<NewTask> = {}): NewTask => ({
  ...tenant,
  type: 'GENERATE_DUBBING',
  payload: { input_narration_path: 'x' },
  locale: 'en',
  traceparent: null,
  ...extra,
})
const submit = () => submitTask(ledger.db, newTask())
const claim = (id: number, leaseMs = 60_000) => claimTask(ledger.db, { id, service: 'dubbing', owner: 'test', leaseMs })
const done = { message: 'done', outputPath: 'tasks/1/x.json' }
const events = (id: number) =>
  ledger.db.selectFrom('vss.task_event').select(['seq', 'type']).where('task_id', '=', id).orderBy('seq').execute()

test('migrating twice changes nothing', async () => {
  expect(await migrateLedger(ledger.db)).toEqual({ ran: [], newer: [] })
})

describe('claiming', () => {
  test('of twenty workers that claim concurrently, one gets the task', async () => {
    const { id } = await submit()
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(id)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(claims.find(Boolean)).toMatchObject({ fence: { epoch: 1 }, attempt: 1 })
  })

  test('a task of another service, a parked one and an overdue one are refused', async () => {
    const { id } = await submit()
    expect(await claimTask(ledger.db, { id, service: 'rag', owner: 'x', leaseMs: 1000 })).toBeNull()
    await ledger.db
      .updateTable('vss.task')
      .set({ run_at: sql<Date>`now() + interval '1 min'` })
      .where('id', '=', id)
      .execute()
    expect(await claim(id)).toBeNull()
    await ledger.db
      .updateTable('vss.task')
      .set({ run_at: sql<Date>`now()`, deadline_at: sql<Date>`now() - interval '1 s'` })
      .where('id', '=', id)
      .execute()
    expect(await claim(id)).toBeNull()
  })
})

describe('fencing', () => {
  test('a worker with a stale claim can neither renew, checkpoint, complete nor release', async () => {
    const { id, ...task } = { ...(await submit()), ...tenant, locale: 'en' as const }
    const first = await claim(id)
    const zombie = { taskId: id, epoch: first?.fence.epoch ?? 0 }
    expect(await releaseTask(ledger.db, zombie, { delayMs: 0, keepAttempt: true, problem: null })).toBe(true)
    expect((await claim(id))?.fence.epoch).toBe(2)
    expect(await renewLease(ledger.db, zombie, 1000, null)).toBe(false)
    expect(await recordStep(ledger.db, zombie, { key: 'a', inputHash: 'h', output: 1 })).toBe(false)
    expect(await completeTask(ledger.db, { id, ...task }, zombie, done)).toBe(false)
    expect(await failTask(ledger.db, { id, ...task }, zombie, new AppError('unknown', 'task.cancelled'))).toBe(false)
    expect(await releaseTask(ledger.db, zombie, { delayMs: 0, keepAttempt: true, problem: null })).toBe(false)
    expect(await findStep(ledger.db, id, 'a', 'h')).toBeNull()
    expect((await findTask(ledger.db, tenant.orgId, id))?.status).toBe('running')
  })

  test('rows that a pipeline commits are rolled back if the claim is stale, and kept with the result otherwise', async () => {
    const task = { ...(await submit()), ...tenant, locale: 'en' as const }
    await claim(task.id)
    const outcome = {
      ...done,
      commit: async (trx: typeof ledger.db) => {
        await trx
          .updateTable('vss.organization')
          .set({ description: `by ${task.id}` })
          .where('id', '=', tenant.orgId)
          .execute()
      },
    }
    const description = async () =>
      (
        await ledger.db
          .selectFrom('vss.organization')
          .select('description')
          .where('id', '=', tenant.orgId)
          .executeTakeFirstOrThrow()
      ).description
    expect(await completeTask(ledger.db, task, { taskId: task.id, epoch: 9 }, outcome)).toBe(false)
    expect(await description()).toBeNull()
    expect(await completeTask(ledger.db, task, { taskId: task.id, epoch: 1 }, outcome)).toBe(true)
    expect(await description()).toBe(`by ${task.id}`)
  })

  test('the database refuses to change a terminal state', async () => {
    const { id } = await submit()
    await cancelTask(ledger.db, tenant.orgId, id)
    const reopen = ledger.db.updateTable('vss.task').set({ status: 'ready' }).where('id', '=', id).execute()
    await expect(reopen).rejects.toThrow(/already cancelled/)
  })
})

describe('ending', () => {
  test('events are numbered without gaps and the terminal one comes once', async () => {
    const task = { ...(await submit()), ...tenant, locale: 'en' as const }
    await claim(task.id)
    expect(await completeTask(ledger.db, task, { taskId: task.id, epoch: 1 }, done)).toBe(true)
    expect(await completeTask(ledger.db, task, { taskId: task.id, epoch: 1 }, done)).toBe(false)
    expect(await cancelTask(ledger.db, tenant.orgId, task.id)).toEqual({ finished: 'completed' })
    expect(await events(task.id)).toEqual([
      { seq: 1, type: 'started' },
      { seq: 2, type: 'completed' },
    ])
  })

  test('cancel races completion: exactly one of them wins', async () => {
    for (let round = 0; round < 50; round += 1) {
      const task = { ...(await submit()), ...tenant, locale: 'en' as const }
      await claim(task.id)
      const [completed, cancelled] = await Promise.all([
        completeTask(ledger.db, task, { taskId: task.id, epoch: 1 }, done),
        cancelTask(ledger.db, tenant.orgId, task.id),
      ])
      expect(completed).toBe(cancelled !== 'cancelled')
      expect((await events(task.id)).length).toBe(2)
    }
  })

  test('the reconciler cannot fail a task whose worker has renewed its lease', async () => {
    const task = { ...(await submit()), ...tenant, locale: 'en' as const }
    await claim(task.id)
    const crashed = new AppError('execution_failed', 'task.crashed')
    expect(await failTaskWhile(ledger.db, task, sql`lease_until < now()`, crashed)).toBe(false)
    expect((await findTask(ledger.db, tenant.orgId, task.id))?.status).toBe('running')
  })

  test('a cancelled task says why, in the language of its request', async () => {
    const { id } = await submitTask(ledger.db, newTask({ locale: 'zh' }))
    expect(await cancelTask(ledger.db, tenant.orgId, id)).toBe('cancelled')
    expect((await findTask(ledger.db, tenant.orgId, id))?.result).toEqual({ error: '任务已被取消。', code: 2004 })
  })

  test('a shutdown gives the attempt back, a crash does not', async () => {
    const { id } = await submit()
    await claim(id)
    await releaseTask(ledger.db, { taskId: id, epoch: 1 }, { delayMs: 0, keepAttempt: false, problem: null })
    expect(await claim(id)).toMatchObject({ attempt: 1, fence: { epoch: 2 } })
  })
})

describe('retrying', () => {
  const asRetry = (key: string = randomUUID(), fingerprint = ''): RetryRequest => ({
    instanceId: tenant.instanceId,
    traceparent: null,
    idempotency: { key, fingerprint },
  })
  const retry = async (id: number, ...key: Parameters<typeof asRetry>) => {
    const retried = await retryTask(ledger.db, tenant.orgId, id, asRetry(...key))
    if (retried === 'not_found' || 'refused' in retried) throw new Error(`not retried: ${JSON.stringify(retried)}`)
    return retried
  }
  const cancelled = async () => {
    const { id } = await submit()
    await cancelTask(ledger.db, tenant.orgId, id)
    return id
  }
  const retriesOf = (id: number) =>
    ledger.db.selectFrom('vss.task').select('id').where('retry_of', '=', id).orderBy('id').execute()

  test('a retry is a new task with the finished steps of the old; an open or completed one is refused', async () => {
    const { id } = await submit()
    expect(await retryTask(ledger.db, tenant.orgId, id, asRetry())).toEqual({ refused: 'ready' })
    await claim(id)
    await recordStep(ledger.db, { taskId: id, epoch: 1 }, { key: 'a', inputHash: 'h', output: { n: 1 } })
    await cancelTask(ledger.db, tenant.orgId, id)
    const retried = await retry(id)
    expect(retried.id).not.toBe(id)
    expect(retried).toMatchObject({ type: 'GENERATE_DUBBING', status: 'ready', replayed: false })
    expect(await findStep(ledger.db, retried.id, 'a', 'h')).toEqual({ output: { n: 1 }, objectKey: null })
    expect((await findTask(ledger.db, tenant.orgId, retried.id))?.retry_of).toBe(id)
  })

  test('of twenty concurrent retries one makes a task, and all are answered with it', async () => {
    const id = await cancelled()
    const all = await Promise.all(Array.from({ length: 20 }, () => retry(id)))
    expect(await retriesOf(id)).toEqual([{ id: all[0]?.id }])
    expect(new Set(all.map((task) => task.id)).size).toBe(1)
    expect(all.filter((task) => !task.replayed)).toHaveLength(1)
  })

  test('an open retry answers a further one; an ended retry does not', async () => {
    const id = await cancelled()
    const first = await retry(id)
    await claim(first.id)
    expect(await retry(id)).toMatchObject({ id: first.id, status: 'running', replayed: true })
    await cancelTask(ledger.db, tenant.orgId, first.id)
    const second = await retry(id)
    expect(second.replayed).toBe(false)
    expect(await retriesOf(id)).toEqual([{ id: first.id }, { id: second.id }])
  })

  test('an idempotency key finds its retry even after it ended, and is refused for another task', async () => {
    const id = await cancelled()
    const first = await retry(id, 'retry-key', 'a')
    await cancelTask(ledger.db, tenant.orgId, first.id)
    expect(await retry(id, 'retry-key', 'a')).toMatchObject({ id: first.id, replayed: true })
    await expect(retry(await cancelled(), 'retry-key', 'b')).rejects.toMatchObject({ code: 'idempotency_mismatch' })
  })

  test('another organisation can neither find, cancel, retry nor list it', async () => {
    const { id } = await submit()
    const other = await seedTenant(ledger.db)
    expect(await findTask(ledger.db, other.orgId, id)).toBeUndefined()
    expect(await cancelTask(ledger.db, other.orgId, id)).toBe('not_found')
    expect(await retryTask(ledger.db, other.orgId, id, { ...asRetry(), instanceId: other.instanceId })).toBe(
      'not_found',
    )
    expect(await listTasks(ledger.db, other.orgId, { limit: 10 })).toEqual({ tasks: [], nextCursor: null })
  })
})

describe('idempotency', () => {
  test('twenty concurrent submissions with one key make one task; another body is refused', async () => {
    const idempotency = { key: 'k1', fingerprint: 'f1' }
    const all = await Promise.all(Array.from({ length: 20 }, () => submitTask(ledger.db, newTask({ idempotency }))))
    expect(new Set(all.map((task) => task.id)).size).toBe(1)
    expect(all.filter((task) => !task.replayed)).toHaveLength(1)
    const other = submitTask(ledger.db, newTask({ idempotency: { key: 'k1', fingerprint: 'f2' } }))
    await expect(other).rejects.toMatchObject({ code: 'idempotency_mismatch' })
  })

  test('the same key of another organisation is another key', async () => {
    const other = await seedTenant(ledger.db)
    const idempotency = { key: 'shared', fingerprint: 'f' }
    const mine = await submitTask(ledger.db, newTask({ idempotency }))
    const theirs = await submitTask(ledger.db, newTask({ ...other, idempotency: { key: 'shared', fingerprint: 'g' } }))
    expect(theirs.id).not.toBe(mine.id)
  })
})

test('a list is cut into pages without gaps or repeats', async () => {
  const fresh = await seedTenant(ledger.db)
  const ids: number[] = []
  for (let n = 0; n < 7; n += 1) ids.push((await submitTask(ledger.db, newTask(fresh))).id)
  const seen: number[] = []
  let cursor: number | null | undefined
  while (cursor !== null) {
    const page = await listTasks(ledger.db, fresh.orgId, { limit: 3, ...(cursor && { cursor }) })
    seen.push(...page.tasks.map((task) => task.id))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(ids.reverse())
})
