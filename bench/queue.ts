import { parseArgs } from 'node:util'
import { openStudio, type Studio } from '../harness/open-studio.ts'
import { awaitTasks, lastTaskId } from './await-tasks.ts'
import { measureFairness } from './measure-fairness.ts'
import { measureOutage } from './measure-outage.ts'
import { finish, printMachine, printMemory, printTable, say } from './print-tables.ts'
import { type Asker, makeAskers, refusalOf } from './submit-tasks.ts'
import { writeFakeVoice } from './write-fake-voice.ts'

/**
 * A noisy neighbour (`fairness`), a broker that is away (`outage`), and a long queue of many organisations (`queue`):
 * all three, or those named as arguments.
 */

const GATEWAY_LIMIT_MB = 300
const WORKER_LIMIT_MB = 1_024
const PARALLEL_POSTS = 16
/** Just under the deadline of a task: what is not done by then has failed. */
const DRAIN_MS = 23 * 60_000
/** Work that is mostly waiting, as for a distant voice. */
const VOICE_SEC = 1
const NOISE = 200
const REPEATS = 5
const OUTAGE_POST_EVERY_MS = 250

const secondsSince = (startedAt: number) => (performance.now() - startedAt) / 1000

const fillQueue = async (studio: Studio, askers: readonly Asker[], tasks: number): Promise<string[]> => {
  const afterId = await lastTaskId(studio)
  const refusals: string[] = []
  const startedAt = performance.now()
  const turns = Array.from({ length: tasks }, (_, turn) => turn).values()
  const post = async () => {
    for (const turn of turns)
      await askers[turn % askers.length]?.ask().catch((error: unknown) => refusals.push(refusalOf(error)))
  }
  await Promise.all(Array.from({ length: PARALLEL_POSTS }, post))
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

const disturb = async (studio: Studio): Promise<string[]> => {
  const { alone, beside, durationSec, begunBefore, stillQueued } = await measureFairness(studio, NOISE, REPEATS)
  const list = (values: number[]) => values.map((value) => value.toFixed(1)).join(', ')
  // The promise is about the whole task, from its POST to its end; the share spent waiting only explains it.
  const delayed = Math.max(...beside.map(({ totalSec }) => totalSec)) - alone.totalSec
  const waited = Math.max(...beside.map(({ waitSec }) => waitSec)) - alone.waitSec
  printTable(`${NOISE} tasks of one organisation beside single ones of another`, [
    {
      'alone, s': alone.totalSec.toFixed(1),
      'beside them, s': list(beside.map(({ totalSec }) => totalSec)),
      'waiting, s': list(beside.map(({ waitSec }) => waitSec)),
      'one task works, s': durationSec.toFixed(1),
      'longest delay / task duration': (delayed / durationSec).toFixed(2),
      'of that waiting': (waited / durationSec).toFixed(2),
      "neighbour's begun meanwhile": begunBefore.join(', '),
      'still queued then': stillQueued,
    },
  ])
  await awaitTasks(studio, 0, DRAIN_MS)
  return delayed > durationSec
    ? [`a single task ended ${delayed.toFixed(1)} s later; one takes ${durationSec.toFixed(1)} s`]
    : []
}

const cutOff = async (studio: Studio, askers: readonly Asker[], seconds: number): Promise<string[]> => {
  const afterId = await lastTaskId(studio)
  const { acceptedIds, refusals, slowestPostMs, restartedAt } = await measureOutage(
    studio,
    askers,
    seconds,
    OUTAGE_POST_EVERY_MS,
  )
  const counts = await awaitTasks(studio, afterId, DRAIN_MS)
  printTable(`The broker killed for ${seconds} s`, [
    {
      'answered 202': acceptedIds.length,
      'answered otherwise': refusals.length,
      'slowest POST, ms': Math.round(slowestPostMs),
      completed: counts.completed ?? 0,
      'all ended after the restart, s': secondsSince(restartedAt).toFixed(1),
    },
  ])
  const lost = acceptedIds.length - (counts.completed ?? 0)
  return [...refusals.map((refusal) => `a POST was answered ${refusal}`), ...(lost ? [`${lost} tasks were lost`] : [])]
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
  const studio = await openStudio({ ESPEAK_PATH: writeFakeVoice(VOICE_SEC) }, ['rag', 'dubbing'])
  try {
    printMachine()
    const askers = await makeAskers(studio, Number(values.organisations))
    say(`\n${askers.length} organisations have uploaded their stories.`)
    const parts = {
      fairness: () => disturb(studio),
      outage: () => cutOff(studio, askers, Number(values.outage)),
      queue: () => fillQueue(studio, askers, Number(values.tasks)),
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
