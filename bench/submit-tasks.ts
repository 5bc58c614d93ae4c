import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { EdgeHttpError, type EdgeIdentity, makeEdgeClient } from '../harness/edge-client.ts'
import type { WatchedStudio } from '../harness/open-watched-studio.ts'
import { dubbingOf, tinyStory } from '../harness/samples.ts'
import { createEdgeInstance } from '../services/gateway/src/admin/commands/create-edge-instance.ts'
import { createOrganization } from '../services/gateway/src/admin/commands/create-organization.ts'

/** Creates a task and returns its id. */
export type Submit = () => Promise<number>

const POLL_MS = 1_000

/** `count` organisations, each of which has uploaded a tiny story and asks for the facts in it. */
export const makeAskers = async ({ db, stack }: WatchedStudio, count: number): Promise<Submit[]> => {
  const askers: Submit[] = []
  for (let n = 1; n <= count; n += 1) {
    const { orgId } = await createOrganization(db, { name: `Asker ${n}` })
    const identity = await createEdgeInstance(db, { orgId, name: 'edge' })
    const client = makeEdgeClient(stack.gatewayUrl, identity, 'A', POLL_MS)
    const path = await client.upload('story.json', tinyStory())
    askers.push(() => client.createTask('CHARACTER_IDENTIFIER', { input_file_path: path }))
  }
  return askers
}

/** One organisation that has single sentences dubbed. No two sentences are the same, so that no take is cached. */
export const makeSpeaker = ({ stack }: WatchedStudio, identity: EdgeIdentity): Submit => {
  const client = makeEdgeClient(stack.gatewayUrl, identity, 'A', POLL_MS)
  let spoken = 0
  return async () => {
    spoken += 1
    const segment = { narration: `Ferry number ${spoken} leaves at six, with or without her.`, source_scene_ids: [1] }
    const path = await client.upload('narration.json', Buffer.from(JSON.stringify({ narration_script: [segment] })))
    return client.createTask('GENERATE_DUBBING', dubbingOf(path))
  }
}

/** The answer to a POST that was not accepted. */
export const describeRefusal = (error: unknown): string =>
  error instanceof EdgeHttpError ? `${error.status} ${error.body.slice(0, 200)}` : String(error)

/** Waits until every task after `afterId` has ended. Returns how many ended in which state. */
export const awaitTasks = async (
  { db }: WatchedStudio,
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

export const findLastTaskId = async ({ db }: WatchedStudio): Promise<number> => {
  const row = await db
    .selectFrom('vss.task')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst()
  return Number(row?.id ?? 0)
}
