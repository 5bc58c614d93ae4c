import { readFileSync } from 'node:fs'
import { freePort } from '@vss/shared/local/free-port.ts'
import { exited } from '@vss/shared/local/local-server.ts'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { pause } from '@vss/shared/process/pause.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeEdgeClient } from '../../harness/edge-client.ts'
import { chineseStory, dubbingOf, narrationOf } from '../../harness/samples.ts'
import type { ServiceProcess } from '../../harness/service-process.ts'
import { CONCURRENCY, type FaultBench, frozen, openFaultBench, PATIENCE } from './fault-bench.ts'
import { beginScenario, type Outcome, renderOutcomes } from './fault-record.ts'

let bench: FaultBench
const outcomes: Outcome[] = []

beforeAll(async () => {
  bench = await openFaultBench()
})
afterAll(async () => {
  await bench?.close()
  // Not by console: the test runner hides the console output of passing tests.
  process.stdout.write(`\n${renderOutcomes(outcomes)}\n\n`)
})

const stopWorkers = async () => {
  const workers = [...bench.studio.stack.services.values()].filter(({ name }) => name !== 'gateway')
  for (const { child } of workers) child.kill('SIGCONT')
  await Promise.all(workers.map((worker) => worker.stop()))
}

const begin = (point: string, died: string) => beginScenario(bench, outcomes, point, died)

const taskRow = (id: number) =>
  bench.studio.db.selectFrom('vss.task').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

const isRunning = async (ids: number[]) => {
  const { db } = bench.studio
  const rows = await db.selectFrom('vss.task').select('status').where('id', 'in', ids).execute()
  return rows.some(({ status }) => status === 'running')
}

const takesOf = async (story: string, tasks: number) => {
  const before = bench.voiceCalls()
  const ids = await bench.submit(story, { tasks, sentences: 5 })
  await waitUntil(`the voice to speak of ${story}`, () => bench.voiceCalls() > before + 1)
  return ids
}

/** Whether the worker has logged that one of its late writes was refused. */
const saysStale = ({ logFile }: ServiceProcess) => readFileSync(logFile, 'utf8').includes('the claim is stale')

describe('a worker that is killed', () => {
  afterEach(stopWorkers)

  const points = [
    { point: 'after_claim', when: 'after its claim' },
    { point: 'after_put', when: 'with the result stored and its row not' },
    { point: 'before_commit', when: 'before the commit of the end' },
    { point: 'after_commit', when: 'after the commit of the end' },
  ] as const

  test.each(points)('$when loses nothing and duplicates nothing', async ({ point, when }) => {
    const scenario = await begin(when, 'dubbing worker')
    const doomed = bench.start('dubbing', { CRASH_AT: point })
    const ids = await bench.submit(point)
    await exited(doomed.child)
    scenario.strike()
    expect(doomed.child.signalCode).toBe('SIGKILL')
    bench.start('dubbing')
    const { redone } = await scenario.settle(ids)
    expect(redone).toBe(0)
    expect((await taskRow(ids[0] ?? 0)).lease_epoch).toBe(point === 'after_commit' ? 1 : 2)
  })

  test('in the middle of its takes pays again at most for the takes in flight', async () => {
    const scenario = await begin('in the middle of takes', 'dubbing worker')
    const doomed = bench.start('dubbing')
    const ids = await takesOf('half spoken', 1)
    await doomed.kill()
    scenario.strike()
    bench.start('dubbing')
    const { redone } = await scenario.settle(ids)
    expect(redone).toBeLessThanOrEqual(CONCURRENCY)
  })

  test('in the middle of a step repeats that step', async () => {
    const scenario = await begin('in the middle of a step', 'rag worker')
    const doomed = bench.start('rag', { CRASH_AT: 'in_step' })
    const story = await bench.client.upload('story.json', chineseStory())
    const payload = { input_file_path: story, service_params: { lang: 'zh' } }
    const ids = [await bench.client.createTask('CHARACTER_IDENTIFIER', payload)]
    await exited(doomed.child)
    scenario.strike()
    bench.start('rag')
    const outcome = await scenario.settle(ids)
    const steps = await bench.studio.db
      .selectFrom('vss.task_step')
      .select('epoch')
      .where('task_id', 'in', ids)
      .execute()
    expect(steps.length).toBeGreaterThan(5)
    expect(steps.filter(({ epoch }) => epoch === 1)).toEqual([])
    // The worker died after the work of the first step and before its record, so that step was done twice.
    outcome.redone = 1
  })
})

describe('a worker that freezes and wakes up after its lease', () => {
  afterEach(stopWorkers)

  test('in the middle of its takes finds its task completed and writes nothing', async () => {
    const scenario = await begin('frozen in the middle of takes', 'dubbing worker')
    const zombie = bench.start('dubbing')
    const ids = await takesOf('frozen', 1)
    zombie.child.kill('SIGSTOP')
    scenario.strike()
    bench.start('dubbing')
    await scenario.settle(ids)
    const done = await taskRow(ids[0] ?? 0)
    zombie.child.kill('SIGCONT')
    await waitUntil('the refusal of the late worker', () => saysStale(zombie))
    expect(await taskRow(done.id)).toEqual(done)
  })

  test('before it completes its task cannot complete it under the next claim', async () => {
    const scenario = await begin('frozen before completing', 'dubbing worker')
    const zombie = bench.start('dubbing', { CRASH_AT: 'before_complete', CRASH_SIGNAL: 'SIGSTOP' })
    const [id = 0] = await bench.submit('late')
    await frozen(zombie)
    scenario.strike()
    // The next worker holds the task without ending it: only the epoch distinguishes the two claims.
    const heir = bench.start('dubbing', { CRASH_AT: 'after_claim', CRASH_SIGNAL: 'SIGSTOP' })
    await frozen(heir)
    zombie.child.kill('SIGCONT')
    await waitUntil('the late completion', async () => saysStale(zombie) || (await taskRow(id)).status === 'completed')
    expect(await taskRow(id)).toMatchObject({ status: 'running', output_path: null })
    heir.child.kill('SIGCONT')
    await scenario.settle([id])
  })

  test('with its end written and not committed does not block the task for good', async () => {
    const scenario = await begin('frozen before the commit', 'dubbing worker')
    const zombie = bench.start('dubbing', { CRASH_AT: 'before_commit', CRASH_SIGNAL: 'SIGSTOP' })
    const ids = await bench.submit('undecided')
    await frozen(zombie)
    scenario.strike()
    bench.start('dubbing')
    await scenario.settle(ids)
    const done = await taskRow(ids[0] ?? 0)
    zombie.child.kill('SIGCONT')
    await waitUntil('the refusal of the late commit', () => saysStale(zombie))
    expect(await taskRow(done.id)).toEqual(done)
  })
})

describe('a gateway that leads and is killed', () => {
  beforeAll(() => void bench.start('dubbing'))
  afterAll(stopWorkers)

  const leaderOf = async (env: Record<string, string> = {}) => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const process = bench.start('gateway', { PORT: String(port), ...env })
    await waitUntil('the second gateway', async () => (await fetch(`${url}/readyz`)).ok)
    return { process, client: makeEdgeClient(url, bench.studio.identity, 'A') }
  }
  const killFirst = async () => {
    const gateways = [...bench.studio.stack.services.values()].filter(({ name }) => name === 'gateway')
    const first = gateways.filter(({ child }) => child.exitCode === null && child.signalCode === null)[0]
    await first?.kill()
  }
  const restartFirst = async () => {
    bench.start('gateway')
    await waitUntil('the gateway again', async () => (await fetch(`${bench.studio.stack.gatewayUrl}/readyz`)).ok)
  }

  test('is replaced by the other gateway, which continues its tasks', async () => {
    const scenario = await begin('leading, another stands by', 'gateway leader')
    const standby = await leaderOf()
    const ids = await bench.submit('handed over', { tasks: 5 })
    await killFirst()
    scenario.strike()
    const path = await standby.client.upload('narration.json', narrationOf(1, 'second gateway'))
    ids.push(await standby.client.createTask('GENERATE_DUBBING', dubbingOf(path)))
    const haveCompleted = async () => {
      const views = await Promise.all(ids.map((id) => standby.client.getTask(id)))
      return views.every(({ status }) => status === 'COMPLETED')
    }
    await waitUntil('the tasks to end without the first gateway', haveCompleted, PATIENCE)
    await restartFirst()
    await standby.process.stop()
    await scenario.settle(ids)
  })

  test.each([
    { point: 'before_publish', when: 'before it publishes a command' },
    { point: 'after_publish', when: 'after it published a command' },
    { point: 'after_event_publish', when: 'after it published an event, before marking it' },
  ])('$when loses nothing and duplicates nothing', async ({ point, when }) => {
    const scenario = await begin(when, 'gateway leader')
    const doomed = await leaderOf({ CRASH_AT: point })
    const ids = await bench.submit(point, { tasks: 5 })
    await killFirst()
    await exited(doomed.process.child)
    scenario.strike()
    expect(doomed.process.child.signalCode).toBe('SIGKILL')
    await restartFirst()
    const { redone } = await scenario.settle(ids)
    expect(redone).toBe(0)
  })
})

describe('a server that dies', () => {
  beforeAll(() => void bench.start('dubbing'))
  afterAll(stopWorkers)

  test('NATS, restarted with nothing in its store, gets its streams and commands back', async () => {
    const scenario = await begin('tasks queued and running, store wiped', 'NATS')
    const ids = await bench.submit('wiped', { tasks: 5 })
    await waitUntil('a running task', () => isRunning(ids))
    await bench.studio.stack.servers.nats?.kill()
    scenario.strike()
    ids.push(...(await bench.submit('brokerless')))
    await bench.restartEmptyNats()
    const { redone } = await scenario.settle(ids)
    expect(redone).toBe(0)
  })

  test('Postgres, killed under a load of requests, still has every accepted task exactly once', async () => {
    const path = await bench.client.upload('narration.json', narrationOf(1, 'load'))
    await bench.client.awaitTask(await bench.client.createTask('GENERATE_DUBBING', dubbingOf(path)))
    const scenario = await begin('requests and running tasks', 'Postgres')
    const running = await bench.submit('under load', { tasks: 2, sentences: 4 })
    const load = postUntilStopped(path)
    await waitUntil('load', () => load.accepted.length >= 10)
    await bench.studio.stack.servers.postgres?.kill()
    scenario.strike()
    await bench.restartPostgres()
    const before = load.accepted.length
    await waitUntil('load again', () => load.accepted.length >= before + 10)
    await load.stop()
    await scenario.settle([...running, ...load.accepted])
    const { db } = bench.studio
    const rows = await db
      .selectFrom('vss.task')
      .select('payload')
      .where('id', '>', Math.max(...running))
      .execute()
    const markers = rows.map(({ payload }) => (payload as { marker?: number }).marker)
    expect(new Set(markers).size).toBe(markers.length)
  })

  test('an object store that stops answering delays tasks and uploads, and leaves no row without its object', async () => {
    const scenario = await begin('silent for 5 s, under tasks and uploads', 'object store')
    const ids = await takesOf('silent', 2)
    bench.storage.swallow()
    const upload = bench.client.upload('story.json', chineseStory())
    await pause(5_000)
    bench.storage.release()
    scenario.strike()
    await scenario.settle(ids)
    expect(await bench.client.downloadFile(await upload)).toEqual(chineseStory())
  })

  test('after all of these faults, every row of a file or take names an object that exists', async () => {
    const { db } = bench.studio
    const files = await db.selectFrom('vss.artifact').select('object_key').execute()
    const takes = await db.selectFrom('vss.take').select('object_key').execute()
    const keys = [...files, ...takes].map((row) => row.object_key)
    const missing: string[] = []
    for (const key of keys) if (!(await bench.objects.exists(key))) missing.push(key)
    expect(missing).toEqual([])
  })
})

const POSTERS = 6
const POST_EVERY_MS = 100

/** Clients that create tasks whatever happens, each request with its own marker. */
const postUntilStopped = (path: string) => {
  const accepted: number[] = []
  let marker = 0
  let stopped = false
  const post = async () => {
    while (!stopped) {
      marker += 1
      const request = bench.client.createTask('GENERATE_DUBBING', { ...dubbingOf(path), marker })
      // A refused request promises nothing: only tasks answered with 202 must exist.
      await request.then((id) => accepted.push(id)).catch(() => undefined)
      await pause(POST_EVERY_MS)
    }
  }
  const posters = Array.from({ length: POSTERS }, post)
  return {
    accepted,
    stop: async () => {
      stopped = true
      await Promise.all(posters)
    },
  }
}
