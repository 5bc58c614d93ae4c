import { waitUntil } from '@vss/shared/local/wait-until.ts'
import type { Studio } from '../harness/open-studio.ts'
import { makeSpeaker } from './submit-tasks.ts'

type Ended = { waitSec: number; totalSec: number; createdAt: Date; startedAt: Date }

export type Fairness = {
  /** A quiet organisation's task with nobody else there: the median of some. */
  alone: { waitSec: number; totalSec: number }
  /** Its tasks while another organisation's queue was long. */
  beside: Ended[]
  /** Median seconds of work in one task of the noisy organisation, meanwhile. */
  durationSec: number
  /** For each quiet task, how many of the noisy organisation were begun between its POST and its own beginning. */
  begunBefore: number[]
  /** Unfinished tasks of the noisy organisation when the last quiet one had ended: above zero, or nothing was measured. */
  stillQueued: number
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000

const endOf = async ({ db }: Studio, id: number): Promise<Ended> =>
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

/** How much longer an organisation waits for single tasks when another has queued `noise` of them before. */
export const measureFairness = async (studio: Studio, noise: number, repeats: number): Promise<Fairness> => {
  const quiet = makeSpeaker(studio, await studio.anotherTenant())
  const noisy = makeSpeaker(studio, await studio.anotherTenant())
  const alone: Ended[] = []
  for (let i = 0; i < repeats; i += 1) alone.push(await endOf(studio, await quiet()))

  const noisyIds: number[] = []
  for (let i = 0; i < noise; i += 1) noisyIds.push(await noisy())
  await endOf(studio, noisyIds[0] ?? 0)
  const beside: Ended[] = []
  for (let i = 0; i < repeats; i += 1) beside.push(await endOf(studio, await quiet()))

  const rows = await studio.db
    .selectFrom('vss.task')
    .select(['started_at', 'finished_at'])
    .where('id', 'in', noisyIds)
    .execute()
  const ended = rows.flatMap((row) => (row.started_at && row.finished_at ? [{ ...row }] : []))
  return {
    alone: {
      waitSec: median(alone.map(({ waitSec }) => waitSec)),
      totalSec: median(alone.map(({ totalSec }) => totalSec)),
    },
    beside,
    durationSec: median(ended.map((row) => secondsBetween(row.started_at as Date, row.finished_at as Date))),
    begunBefore: beside.map(
      ({ createdAt, startedAt }) =>
        rows.filter(({ started_at }) => started_at && started_at > createdAt && started_at < startedAt).length,
    ),
    stillQueued: rows.filter(({ finished_at }) => finished_at === null).length,
  }
}
