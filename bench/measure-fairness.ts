import { waitUntil } from '@vss/shared/local/wait-until.ts'
import type { WatchedStudio } from '../harness/open-watched-studio.ts'
import { printTable } from './print-tables.ts'
import { awaitTasks, makeSpeaker } from './submit-tasks.ts'

/** Tasks in the queue of the noisy organisation, and single tasks of the quiet one. */
const NOISE = 200
const REPEATS = 5

type Ended = { waitSec: number; totalSec: number; createdAt: Date; startedAt: Date }

type Fairness = {
  /** A task of the quiet organisation while no other organisation has tasks: medians. */
  alone: { waitSec: number; totalSec: number }
  /** Its tasks while the queue of the noisy organisation is long. */
  beside: Ended[]
  /** Median of the seconds that a task of the noisy organisation runs. */
  durationSec: number
  /** For each quiet task: how many noisy ones started between its POST and its own start. */
  startedBefore: number[]
  /** Noisy tasks that were open when the last quiet one had ended. Zero means that nothing was measured. */
  stillQueued: number
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000

const endOf = async ({ db }: WatchedStudio, id: number): Promise<Ended> =>
  waitUntil(`the end of task ${id}`, async () => {
    const row = await db
      .selectFrom('vss.task')
      .select(['created_at', 'started_at', 'finished_at'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    if (!row.started_at || !row.finished_at) return null
    const waitSec = secondsBetween(row.created_at, row.started_at)
    const totalSec = secondsBetween(row.created_at, row.finished_at)
    return { waitSec, totalSec, createdAt: row.created_at, startedAt: row.started_at }
  })

const compareTenants = async (studio: WatchedStudio): Promise<Fairness> => {
  const submitQuiet = makeSpeaker(studio, await studio.anotherTenant())
  const submitNoisy = makeSpeaker(studio, await studio.anotherTenant())
  const alone: Ended[] = []
  for (let i = 0; i < REPEATS; i += 1) alone.push(await endOf(studio, await submitQuiet()))

  const noisyIds: number[] = []
  for (let i = 0; i < NOISE; i += 1) noisyIds.push(await submitNoisy())
  await endOf(studio, noisyIds[0] ?? 0)
  const beside: Ended[] = []
  for (let i = 0; i < REPEATS; i += 1) beside.push(await endOf(studio, await submitQuiet()))

  const rows = await studio.db
    .selectFrom('vss.task')
    .select(['started_at', 'finished_at'])
    .where('id', 'in', noisyIds)
    .execute()
  const durations = rows.flatMap(({ started_at, finished_at }) =>
    started_at && finished_at ? [secondsBetween(started_at, finished_at)] : [],
  )
  return {
    alone: {
      waitSec: median(alone.map(({ waitSec }) => waitSec)),
      totalSec: median(alone.map(({ totalSec }) => totalSec)),
    },
    beside,
    durationSec: median(durations),
    startedBefore: beside.map(
      ({ createdAt, startedAt }) =>
        rows.filter(({ started_at }) => started_at && started_at > createdAt && started_at < startedAt).length,
    ),
    stillQueued: rows.filter(({ finished_at }) => finished_at === null).length,
  }
}

/** Measures how much later the tasks of one organisation end when another has a long queue. Returns missed promises. */
export const measureFairness = async (studio: WatchedStudio, drainMs: number): Promise<string[]> => {
  const { alone, beside, durationSec, startedBefore, stillQueued } = await compareTenants(studio)
  const list = (values: number[]) => values.map((value) => value.toFixed(1)).join(', ')
  // The promise is about the time from POST to end; the time spent waiting only explains it.
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
      "neighbour's begun meanwhile": startedBefore.join(', '),
      'still queued then': stillQueued,
    },
  ])
  await awaitTasks(studio, 0, drainMs)
  return delayed > durationSec
    ? [`a single task ended ${delayed.toFixed(1)} s later; one takes ${durationSec.toFixed(1)} s`]
    : []
}
