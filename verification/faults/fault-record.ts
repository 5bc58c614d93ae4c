import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { connectNats } from '@vss/shared/messaging/connect-nats.ts'
import { EVENTS_STREAM } from '@vss/shared/messaging/subjects.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { expect } from 'vitest'
import { type FaultBench, PATIENCE } from './fault-bench.ts'

/** The effect of one fault, counted outside the services: in the ledger, in the event stream and by the voice. */
export type Outcome = {
  point: string
  died: string
  /** From the fault to the end of the last task. */
  recoverySec: number
  lost: number
  /** Terminal events too many, in the ledger and in the stream. */
  duplicated: number
  /** Takes or steps that were done more than once. */
  redone: number
}

const TERMINAL = ['completed', 'failed', 'cancelled'] as const
const isTerminal = (status: string) => TERMINAL.some((each) => each === status)

/** How many terminal events the event stream has of each task. */
const countStreamedEnds = async ({ studio }: FaultBench, ids: number[]): Promise<number[]> => {
  const url = studio.stack.env.NATS_URL ?? ''
  const connection = await connectNats({ url, name: 'faults' }, makeLogger('faults', 'silent'))
  try {
    const manager = await connection.jetstreamManager()
    const { state } = await manager.streams.info(EVENTS_STREAM, { subjects_filter: 'vss.events.>' })
    const counts = new Map<number, number>()
    for (const [subject, count] of Object.entries(state.subjects ?? {})) {
      const [, , , id, type = ''] = subject.split('.')
      if (isTerminal(type)) counts.set(Number(id), (counts.get(Number(id)) ?? 0) + count)
    }
    return ids.map((id) => counts.get(id) ?? 0)
  } finally {
    await connection.close()
  }
}

const recordedTakes = async ({ studio }: FaultBench) =>
  (await studio.db.selectFrom('vss.take').select('input_hash').execute()).length

const readTasks = ({ studio }: FaultBench, ids: number[]) =>
  studio.db
    .selectFrom('vss.task')
    .select(['id', 'status', 'finished_at', 'result'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()

const readEnds = ({ studio }: FaultBench, ids: number[]) =>
  studio.db
    .selectFrom('vss.task_event')
    .select(['task_id', 'published_at'])
    .where('task_id', 'in', ids)
    .where('type', 'in', TERMINAL)
    .execute()

const judge = async (bench: FaultBench, ids: number[]) => {
  const ends = await waitUntil('every end to be published', async () => {
    const rows = await readEnds(bench, ids)
    return rows.every((row) => row.published_at) && rows
  })
  const tasks = await readTasks(bench, ids)
  const streamed = await countStreamedEnds(bench, ids)
  const endsOf = (id: number) => ends.filter((end) => end.task_id === id).length
  const isSound = (id: number) => endsOf(id) > 0 && tasks.some((task) => task.id === id && task.status === 'completed')
  const surplus = [...ids.map(endsOf), ...streamed].reduce((sum, count) => sum + Math.max(0, count - 1), 0)
  return {
    lost: ids.filter((id) => !isSound(id)).length,
    duplicated: surplus,
    lastEndMs: Math.max(...tasks.map((task) => task.finished_at?.getTime() ?? 0)),
  }
}

/** Downloads the result of every task, as an Edge would. */
const downloadResults = async ({ client }: FaultBench, ids: number[]) => {
  for (const id of ids) JSON.parse((await client.downloadResult(await client.getTask(id))).toString('utf8'))
}

export type Scenario = {
  /** The fault happens now. */
  strike(): void
  /** Waits until every task has ended, and checks that each ended well and exactly once. */
  settle(ids: number[]): Promise<Outcome>
}

/** Begins to count what a fault costs; `settle` adds the outcome to `outcomes`. */
export const beginScenario = async (
  bench: FaultBench,
  outcomes: Outcome[],
  point: string,
  died: string,
): Promise<Scenario> => {
  const [calls, takes] = [bench.voiceCalls(), await recordedTakes(bench)]
  let struckAtMs = Date.now()
  return {
    strike: () => {
      struckAtMs = Date.now()
    },
    settle: async (ids) => {
      const haveEnded = async () => {
        const tasks = await readTasks(bench, ids)
        return tasks.length === ids.length && tasks.every(({ status }) => isTerminal(status))
      }
      await waitUntil('every task to end', haveEnded, PATIENCE)
      const { lost, duplicated, lastEndMs } = await judge(bench, ids)
      const redone = bench.voiceCalls() - calls - ((await recordedTakes(bench)) - takes)
      // A task whose worker is killed after the commit has ended before the fault.
      const recoverySec = Math.max(0, lastEndMs - struckAtMs) / 1000
      const outcome = { point, died, recoverySec, lost, duplicated, redone }
      outcomes.push(outcome)
      expect({ lost, duplicated }).toEqual({ lost: 0, duplicated: 0 })
      await downloadResults(bench, ids)
      return outcome
    },
  }
}

export const renderOutcomes = (outcomes: readonly Outcome[]): string => {
  const head = ['point', 'what died', 'recovery s', 'lost', 'duplicated', 're-done']
  const rows = outcomes.map((outcome) => [
    outcome.point,
    outcome.died,
    outcome.recoverySec.toFixed(1),
    ...[outcome.lost, outcome.duplicated, outcome.redone].map(String),
  ])
  const width = (column: number) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0))
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(width(column))).join(' | ')} |`
  const rule = `|${head.map((_, column) => '-'.repeat(width(column) + 2)).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}
