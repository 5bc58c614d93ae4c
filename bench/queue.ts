import { parseArgs } from 'node:util'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import { openWatchedStudio, type WatchedStudio } from '../harness/open-watched-studio.ts'
import { writeFakeVoice } from './fake-voice.ts'
import { measureFairness } from './measure-fairness.ts'
import { measureOutage } from './measure-outage.ts'
import { finish, printMachine, printMemory, printTable, say } from './print-tables.ts'
import { awaitTasks, describeRefusal, findLastTaskId, makeAskers, type Submit } from './submit-tasks.ts'

/**
 * A noisy neighbour (`fairness`), an outage of the broker (`outage`) and a long queue of many organisations (`queue`):
 * all three, or those named as arguments.
 */

const GATEWAY_LIMIT_MB = 300
const WORKER_LIMIT_MB = 1_024
const PARALLEL_POSTS = 16
/** Just under the deadline of a task: a task that has not ended by then has failed. */
const DRAIN_MS = 23 * 60_000
/** Makes a take mostly waiting, as with a remote voice. */
const VOICE_SEC = 1

const secondsSince = (startedAt: number) => (performance.now() - startedAt) / 1000

const measureQueue = async (studio: WatchedStudio, askers: readonly Submit[], tasks: number): Promise<string[]> => {
  const afterId = await findLastTaskId(studio)
  const refusals: string[] = []
  const startedAt = performance.now()
  await runBounded(Array(tasks).keys(), PARALLEL_POSTS, async (turn) => {
    await askers[turn % askers.length]?.().catch((error: unknown) => refusals.push(describeRefusal(error)))
  })
  const postedSec = secondsSince(startedAt)
  let longest = 0
  const counts = await awaitTasks(studio, afterId, DRAIN_MS, (open) => {
    longest = Math.max(longest, open)
  })
  const allSec = secondsSince(startedAt)
  printTable(`${tasks} tasks of ${askers.length} organisations`, [
    {
      'posted in, s': postedSec.toFixed(1),
      'all ended in, s': allSec.toFixed(1),
      'tasks a second': (tasks / allSec).toFixed(1),
      'open after posting': longest,
      completed: counts.completed ?? 0,
      failed: counts.failed ?? 0,
      'not accepted': refusals.length,
    },
  ])
  const missing = tasks - (counts.completed ?? 0)
  return missing ? [`${missing} of ${tasks} tasks did not complete; ${refusals[0] ?? 'all were accepted'}`] : []
}

const main = async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tasks: { type: 'string', default: '10000' },
      organisations: { type: 'string', default: '50' },
      outage: { type: 'string', default: '60' },
    },
  })
  const env = { ESPEAK_PATH: writeFakeVoice(VOICE_SEC) }
  const studio = await openWatchedStudio({ env, workers: ['rag', 'dubbing'] })
  try {
    printMachine()
    const askers = await makeAskers(studio, Number(values.organisations))
    say(`\n${askers.length} organisations have uploaded their stories.`)
    const parts = {
      fairness: () => measureFairness(studio, DRAIN_MS),
      outage: () => measureOutage(studio, askers, Number(values.outage), DRAIN_MS),
      queue: () => measureQueue(studio, askers, Number(values.tasks)),
    }
    const missed: string[] = []
    for (const [name, measure] of Object.entries(parts))
      if (positionals.length === 0 || positionals.includes(name)) missed.push(...(await measure()))
    finish([
      ...missed,
      ...printMemory(studio.stack, (service) => (service === 'gateway' ? GATEWAY_LIMIT_MB : WORKER_LIMIT_MB)),
    ])
  } finally {
    await studio.close()
  }
}

await main()
