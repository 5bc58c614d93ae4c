import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { connectNats } from '@vss/shared/messaging/connect-nats.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { pause } from '@vss/shared/process/pause.ts'
import type { Studio } from '../harness/open-studio.ts'
import { openWatchedStudio, type WatchedStudio } from '../harness/open-watched-studio.ts'
import { sampleProduction } from '../harness/samples.ts'
import { openStackObjects } from '../harness/start-stack.ts'
import { measureDispatch } from './measure-dispatch.ts'
import { measurePolls, measureRequests } from './measure-requests.ts'
import { type Meter, measureTasks, type TaskCost } from './measure-tasks.ts'
import { printMachine, printTable, say } from './print-tables.ts'
import { readCpu, spentCpu } from './process-cpu.ts'

/** Measures what a task, a request, a poll and a dispatch cost: the figures that docs/scale.md calculates with. */

const IDLE_SEC = 8
const QUEUE = 10_000
const PICKS = 60
const FILM_MINUTES = 2

const BYTES_PER_KB = 1_000

const PRODUCTIONS = [sampleProduction('zh', FILM_MINUTES), sampleProduction('en', FILM_MINUTES)]

const pidsOf = ({ stack }: Studio): Map<string, number> => {
  const servers = Object.entries(stack.servers).map(([name, server]) => [name, server?.pid ?? 0] as const)
  return new Map([...[...stack.services].map(([name, { pid }]) => [name, pid] as const), ...servers])
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

const measureIdle = async (pids: ReadonlyMap<string, number>): Promise<Map<string, number>> => {
  const before = readCpu(pids)
  await pause(IDLE_SEC * 1000)
  return new Map([...spentCpu(before, readCpu(pids))].map(([name, seconds]) => [name, seconds / IDLE_SEC]))
}

const printTasks = (costs: readonly TaskCost[], runs: number): void => {
  const types = [...new Set(costs.map(({ type }) => type))]
  const rows = types.map((type) => {
    const same = costs.filter((cost) => cost.type === type)
    const mean = (value: (cost: TaskCost) => number) => sum(same.map(value)) / same.length
    const cpu = (...names: string[]) => mean((cost) => sum(names.map((name) => cost.cpu.get(name) ?? 0))).toFixed(2)
    return {
      task: type,
      'seconds from POST to end': mean(({ seconds }) => seconds).toFixed(1),
      'CPU s: workers': cpu('rag', 'narration', 'dubbing', 'editing'),
      gateway: cpu('gateway'),
      Postgres: cpu('postgres'),
      'NATS, S3': cpu('nats', 's3'),
      rows: mean((cost) => cost.rows).toFixed(0),
      'rows, KB': (mean((cost) => cost.rowBytes) / BYTES_PER_KB).toFixed(0),
      'WAL, KB': (mean((cost) => cost.walBytes) / BYTES_PER_KB).toFixed(0),
      objects: mean((cost) => cost.objects).toFixed(0),
      'objects, KB': (mean((cost) => cost.objectBytes) / BYTES_PER_KB).toFixed(0),
      messages: mean((cost) => cost.messages).toFixed(0),
    }
  })
  printTable(`One task of a sample story, offline providers (mean of ${runs} runs in each language)`, rows)
}

const printTaskCosts = async (
  studio: WatchedStudio,
  pids: ReadonlyMap<string, number>,
  idle: ReadonlyMap<string, number>,
  runs: number,
) => {
  const { env } = studio.stack
  const log = makeLogger('bench', 'silent')
  const objects = openStackObjects(env)
  const connection = await connectNats(
    { url: env.NATS_URL ?? '', user: undefined, password: undefined, name: 'bench' },
    log,
  )
  try {
    const meter: Meter = { studio, objects, connection, pids, idle }
    // Not measured: the first run compiles code.
    await measureTasks(meter, PRODUCTIONS)
    const costs: TaskCost[] = []
    for (let run = 0; run < runs; run += 1) costs.push(...(await measureTasks(meter, PRODUCTIONS)))
    printTasks(costs, runs)
  } finally {
    await connection.close()
    objects.close()
  }
}

const printPicks = async ({ stack }: Studio): Promise<void> => {
  const rows = []
  for (const organisations of [50, 1_000]) {
    const server = new URL(stack.databaseUrl)
    server.pathname = '/postgres'
    const done = await measureDispatch(server.href, stack.servers.postgres?.pid ?? 0, QUEUE, organisations, PICKS)
    rows.push({
      'ready tasks': done.tasks,
      'of organisations': done.organisations,
      picks: done.picks,
      'tasks picked': done.picked,
      'median, ms': done.medianMs.toFixed(1),
      'slowest, ms': done.slowestMs.toFixed(1),
      'Postgres CPU ms a pick': ((done.cpuSec * 1000) / done.picks).toFixed(1),
      'a task': ((done.cpuSec * 1000) / done.picked).toFixed(2),
    })
  }
  printTable("The dispatcher's pick", rows)
}

const main = async () => {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '2' } } })
  const studio = await openWatchedStudio({ env: { AI_MODE: 'offline' }, durable: true })
  try {
    printMachine()
    const pids = pidsOf(studio)
    const idle = await measureIdle(pids)
    printTable(
      'At rest, share of a core',
      [...idle].map(([process, share]) => ({ process, '%': (share * 100).toFixed(1) })),
    )
    await printTaskCosts(studio, pids, idle, Number(values.runs))
    const workers = [...studio.stack.services.values()].filter(({ name }) => name !== 'gateway')
    await Promise.all(workers.map((worker) => worker.stop()))
    const serving = new Map([...pids].filter(([name]) => ['gateway', 'postgres', 'nats', 's3'].includes(name)))
    await printPicks(studio)
    await measurePolls(studio, serving, idle)
    await measureRequests(studio, serving)
    say(`\nLoad average at the end, with this bench in it: ${loadavg()[0]?.toFixed(1)}.`)
  } finally {
    await studio.close()
  }
}

await main()
