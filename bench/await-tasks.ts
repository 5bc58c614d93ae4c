import { waitUntil } from '@vss/shared/local/wait-until.ts'
import type { Studio } from '../harness/open-studio.ts'

/** Waits until every task of the ledger after `lastId` is terminal. Answers how many ended in which state. */
export const awaitTasks = async (
  { db }: Studio,
  afterId: number,
  timeoutMs: number,
  onLook: (open: number) => void = () => undefined,
): Promise<Record<string, number>> =>
  waitUntil(
    'the end of all tasks',
    async () => {
      const rows = await db
        .selectFrom('vss.task')
        .select((eb) => ['status', eb.fn.countAll<string>().as('tasks')])
        .where('id', '>', afterId)
        .groupBy('status')
        .execute()
      const counts: Record<string, number> = Object.fromEntries(
        rows.map(({ status, tasks }) => [status, Number(tasks)]),
      )
      const open = (counts.waiting ?? 0) + (counts.ready ?? 0) + (counts.running ?? 0)
      onLook(open)
      return open === 0 ? counts : null
    },
    { timeoutMs, everyMs: 500 },
  )

export const lastTaskId = async ({ db }: Studio): Promise<number> => {
  const row = await db
    .selectFrom('vss.task')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst()
  return Number(row?.id ?? 0)
}
