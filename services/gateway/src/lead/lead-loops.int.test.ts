import { makeArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { cancelTask } from '@vss/shared/ledger/cancel-task.ts'
import { findTask } from '@vss/shared/ledger/find-tasks.ts'
import { releaseTask } from '@vss/shared/ledger/lease.ts'
import { submitTask } from '@vss/shared/ledger/submit-task.ts'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { connectNats } from '@vss/shared/messaging/connect-nats.ts'
import { publishCancel } from '@vss/shared/messaging/signals.ts'
import { EVENTS_STREAM } from '@vss/shared/messaging/subjects.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { pause } from '@vss/shared/process/pause.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { openTestNats } from '@vss/shared/testing/open-test-nats.ts'
import { openTestObjects } from '@vss/shared/testing/open-test-objects.ts'
import { seedTenant } from '@vss/shared/testing/seed-tenant.ts'
import { runWorker } from '@vss/shared/worker/run-worker.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { leadLoops } from './lead-loops.ts'

const log = makeLogger('test', process.env.TEST_LOG ?? 'silent')
let ledger: Awaited<ReturnType<typeof openTestLedger>>
let nats: Awaited<ReturnType<typeof openTestNats>>
let store: Awaited<ReturnType<typeof openTestObjects>>
let tenant: { orgId: string; instanceId: string }
const stopLoops = new AbortController()
let loops: Promise<void>

beforeAll(async () => {
  ;[ledger, nats, store] = await Promise.all([openTestLedger(), openTestNats(), openTestObjects()])
  loops = leadLoops(
    { db: ledger.db, connection: Promise.resolve(nats.connection), log, pollMs: 20, reconcileMs: 100, unclaimedSec: 1 },
    stopLoops.signal,
  )
})
afterAll(async () => {
  stopLoops.abort()
  await loops
  store.close()
  await nats.close()
  await ledger.close()
})
beforeEach(async () => {
  tenant = await seedTenant(ledger.db)
})

type DubbingHandler = TaskHandler<'GENERATE_DUBBING'>

const startWorker = async (
  handler: DubbingHandler,
  options: { slots?: number; leaseMs?: number; heartbeatMs?: number } = {},
) => {
  const connection = await connectNats({ url: nats.url, name: 'dubbing' }, log)
  const worker = await runWorker(
    'dubbing',
    { GENERATE_DUBBING: handler },
    {
      db: ledger.db,
      connection,
      objects: store.objects,
      log,
      slots: options.slots ?? 2,
      leaseMs: options.leaseMs ?? 2_000,
      heartbeatMs: options.heartbeatMs ?? 100,
      shutdownGraceMs: 300,
    },
  )
  return { stop: () => worker.stop().then(() => connection.close()) }
}

const payload = { input_narration_path: 'x', service_params: { template_name: 't' } }
const submit = (owner = tenant) =>
  submitTask(ledger.db, { ...owner, type: 'GENERATE_DUBBING', payload, locale: 'en', traceparent: null })
const find = (id: number) => findTask(ledger.db, tenant.orgId, id)
const terminal = (id: number) =>
  waitUntil(`task ${id}`, async () => {
    const task = await find(id)
    return task && ['completed', 'failed', 'cancelled'].includes(task.status) ? task : null
  })
/** Waits until every event of the task has been relayed. */
const published = (id: number) =>
  waitUntil('published events', async () => {
    const left = await ledger.db
      .selectFrom('vss.task_event')
      .select('id')
      .where('task_id', '=', id)
      .where('published_at', 'is', null)
      .execute()
    return left.length === 0
  })
/** Cuts the back-off between the attempts of a task short, until stopped. */
const hurryUp = (id: number) => {
  const timer = setInterval(() => {
    void ledger.db
      .updateTable('vss.task')
      .set({ run_at: sql<Date>`now()` })
      .where('id', '=', id)
      .where('status', '=', 'ready')
      .execute()
  }, 50)
  return () => clearInterval(timer)
}
const ok = async () => ({ message: 'done', outputPath: 'tasks/x.json' })

describe('a task from commit to end', () => {
  test('it is dispatched, claimed, run, stored and announced once', async () => {
    const artifacts = makeArtifactStore(ledger.db, store.objects)
    const worker = await startWorker(async (task) => {
      const artifact = await storeResult(artifacts, task, { hello: 'world' })
      return { message: 'done', outputPath: artifact.relativePath, fields: { total: 1 } }
    })
    const { id } = await submit()
    const task = await terminal(id)
    expect(task).toMatchObject({ status: 'completed', attempt: 1, result: { message: 'done', total: 1 } })
    const bytes = await artifacts.read(tenant.orgId, task.output_path ?? '')
    expect(JSON.parse(bytes.toString())).toEqual({ hello: 'world' })
    await published(id)
    const manager = await nats.connection.jetstreamManager()
    const last = await manager.streams.getMessage(EVENTS_STREAM, {
      last_by_subj: `vss.events.${tenant.orgId}.${id}.completed`,
    })
    expect(JSON.parse(last.string())).toMatchObject({ taskId: id, seq: 2, type: 'completed' })
    await worker.stop()
  })

  test('a finished step is not run again by the next attempt', async () => {
    let calls = 0
    const worker = await startWorker(async (task, run) => {
      const value = await run.step('paid', 1, { text: 'a' }, async () => {
        calls += 1
        return { big: 'x'.repeat(70_000), calls }
      })
      if (task.attempt === 1) throw new Error('boom')
      return { message: `call ${value.calls}`, outputPath: 'tasks/x.json' }
    })
    const { id } = await submit()
    expect(await terminal(id)).toMatchObject({ status: 'completed', attempt: 2, result: { message: 'call 1' } })
    expect(calls).toBe(1)
    await worker.stop()
  })

  test('a task that always fails ends after five attempts, without exposing internals', async () => {
    const worker = await startWorker(async () => {
      throw new TypeError('secret detail')
    })
    const { id } = await submit()
    const stopHurry = hurryUp(id)
    const task = await terminal(id)
    stopHurry()
    expect(task).toMatchObject({ status: 'failed', attempt: 5 })
    expect(JSON.stringify(task.result)).not.toContain('secret detail')
    await worker.stop()
  })

  test('a result that cannot be committed fails the task instead of holding its slot', async () => {
    const commit = async () => {
      throw new Error('cannot be published')
    }
    const worker = await startWorker(async () => ({ ...(await ok()), commit }), { slots: 1 })
    const { id } = await submit()
    const stopHurry = hurryUp(id)
    expect(await terminal(id)).toMatchObject({ status: 'failed', attempt: 5 })
    stopHurry()
    await worker.stop()
  })

  test('a text that neither the ledger nor a message can carry is still settled and announced', async () => {
    const worker = await startWorker(async (_task, run) => {
      run.progress(0.5, 'half\0way')
      await run.step('s', 1, {}, async () => ({ text: 'a\0b' }))
      return { message: `a\0b \ud83d ${'x'.repeat(1_500_000)}`, outputPath: 'tasks/x.json' }
    })
    const { id } = await submit()
    const task = await terminal(id)
    expect(task).toMatchObject({ status: 'completed', attempt: 1 })
    expect(String(task.result?.message)).toMatch(/^a\ufffdb \ufffd x/)
    await published(id)
    await worker.stop()
  })
})

describe('what the reconciler repairs', () => {
  test('a broker that comes back with an empty store loses no task', async () => {
    // No worker yet: these are dispatched to a service that pretends to live, and lie in the stream.
    await ledger.db.insertInto('vss.worker').values({ id: 'ghost', service: 'dubbing', slots: 4 }).execute()
    const tasks = await Promise.all(Array.from({ length: 4 }, () => submit()))
    await waitUntil('dispatch', async () =>
      (await Promise.all(tasks.map((t) => find(t.id)))).every((t) => t?.stream_seq),
    )
    await nats.restart({ empty: true })
    await ledger.db.deleteFrom('vss.worker').where('id', '=', 'ghost').execute()
    const worker = await startWorker(ok)
    for (const { id } of tasks) expect((await terminal(id)).status).toBe('completed')
    await worker.stop()
  })

  test('a deleted consumer and a deleted events stream are recreated', async () => {
    const manager = await nats.connection.jetstreamManager()
    await manager.consumers.delete('TASKS', 'dubbing')
    await manager.streams.delete(EVENTS_STREAM)
    const worker = await startWorker(ok)
    const { id } = await submit()
    expect((await terminal(id)).status).toBe('completed')
    await published(id)
    await worker.stop()
  })

  test('a lost command is dispatched again', async () => {
    await ledger.db.insertInto('vss.worker').values({ id: 'ghost', service: 'dubbing', slots: 4 }).execute()
    const { id } = await submit()
    await waitUntil('dispatch', async () => (await find(id))?.stream_seq)
    const manager = await nats.connection.jetstreamManager()
    await manager.streams.purge('TASKS')
    await ledger.db.deleteFrom('vss.worker').where('id', '=', 'ghost').execute()
    const worker = await startWorker(ok)
    expect((await terminal(id)).dispatch_seq).toBeGreaterThan(1)
    await worker.stop()
  })

  test('a worker that freezes loses the task, and its late result is refused', async () => {
    let release = () => {}
    const frozen = new Promise<void>((resolve) => {
      release = resolve
    })
    const artifacts = makeArtifactStore(ledger.db, store.objects)
    let zombie: Promise<unknown> = Promise.resolve()
    // Its heartbeats never come: as for a stopped process, the lease just runs out.
    const worker = await startWorker(
      async (task) => {
        if (task.attempt > 1) return ok()
        zombie = frozen.then(() => storeResult(artifacts, task, { late: true }))
        await zombie
        return ok()
      },
      { leaseMs: 1_000, heartbeatMs: 60_000 },
    )
    const { id } = await submit()
    const task = await terminal(id)
    expect(task).toMatchObject({ status: 'completed', lease_epoch: 2, attempt: 2 })
    release()
    await expect(zombie).rejects.toThrow(/no longer the current one/)
    expect((await find(id))?.result).toEqual(task.result)
    await worker.stop()
  })

  test('an overdue task fails with a sentence that tells where the time went', async () => {
    const { id } = await submit()
    await ledger.db
      .updateTable('vss.task')
      .set({ deadline_at: sql<Date>`now() - interval '1 s'` })
      .where('id', '=', id)
      .execute()
    const task = await terminal(id)
    expect(task.status).toBe('failed')
    expect(task.result?.error).toMatch(/No dubbing worker was running/)
  })
})

describe('stopping', () => {
  test('a cancelled task stops its worker immediately, and its later writes are ignored', async () => {
    let aborted = false
    const worker = await startWorker(
      (_task, run) =>
        new Promise((_resolve, reject) => {
          run.signal.addEventListener('abort', () => {
            aborted = true
            reject(run.signal.reason)
          })
        }),
      { heartbeatMs: 60_000 },
    )
    const { id } = await submit()
    await waitUntil('running', async () => (await find(id))?.status === 'running')
    expect(await cancelTask(ledger.db, tenant.orgId, id)).toBe('cancelled')
    publishCancel(nats.connection, id)
    await waitUntil('abort', () => aborted)
    expect((await find(id))?.status).toBe('cancelled')
    await worker.stop()
  })

  test('a run that lost its task does not keep the next run from receiving a cancel', async () => {
    let release = () => {}
    const frozen = new Promise<void>((resolve) => {
      release = resolve
    })
    let aborted = false
    const worker = await startWorker(
      async (task, run) => {
        if (task.attempt > 1 && task.id === id) {
          return new Promise((_resolve, reject) =>
            run.signal.addEventListener('abort', () => {
              aborted = true
              reject(run.signal.reason)
            }),
          )
        }
        if (task.id === id) await frozen
        return ok()
      },
      { leaseMs: 600_000, heartbeatMs: 60_000 },
    )
    const { id } = await submit()
    const attempt = (n: number) => waitUntil(`attempt ${n}`, async () => (await find(id))?.lease_epoch === n)
    await attempt(1)
    await releaseTask(ledger.db, { taskId: id, epoch: 1 }, { delayMs: 0, keepAttempt: true, problem: null })
    await attempt(2)
    const { id: next } = await submit()
    release()
    // Both slots were taken: the first run is over when another task gets through.
    await terminal(next)
    await cancelTask(ledger.db, tenant.orgId, id)
    publishCancel(nats.connection, id)
    await waitUntil('abort', () => aborted)
    await worker.stop()
  })

  test('a stopping worker gives its task back, and the next one takes it without losing an attempt', async () => {
    const hang: DubbingHandler = (_task, run) =>
      new Promise((_resolve, reject) => run.signal.addEventListener('abort', () => reject(run.signal.reason)))
    const first = await startWorker(hang)
    const { id } = await submit()
    await waitUntil('running', async () => (await find(id))?.status === 'running')
    await first.stop()
    expect(await find(id)).toMatchObject({ status: 'ready', attempt: 0 })
    const second = await startWorker(ok)
    expect(await terminal(id)).toMatchObject({ status: 'completed', attempt: 1 })
    await second.stop()
  })
})

describe('fairness', () => {
  test('one task of a quiet organisation overtakes the queue of a busy one', async () => {
    const quiet = await seedTenant(ledger.db)
    for (let n = 0; n < 40; n += 1) await submit()
    const { id } = await submit(quiet)
    const order: string[] = []
    const worker = await startWorker(
      async (task) => {
        order.push(task.orgId)
        // Long enough for the dispatcher to count the task as running when it picks the next one.
        await pause(50)
        return ok()
      },
      { slots: 2 },
    )
    await waitUntil('the quiet one', async () => (await findTask(ledger.db, quiet.orgId, id))?.status === 'completed')
    // Never behind more than what the slots of the service already held.
    expect(order.indexOf(quiet.orgId)).toBeLessThanOrEqual(4)
    await worker.stop()
  })
})
