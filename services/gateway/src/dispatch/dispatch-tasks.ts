import { SpanKind } from '@opentelemetry/api'
import { SERVICES } from '@vss/shared/contracts/task-contract.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { Publisher } from '@vss/shared/messaging/command.ts'
import { taskSubject } from '@vss/shared/messaging/subjects.ts'
import { crashPoint } from '@vss/shared/process/crash-point.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import { currentTraceparent, inRemoteSpan } from '@vss/shared/process/trace-context.ts'
import { type Kysely, sql } from 'kysely'
import { findWaitingServices, type PickedTask, pickTasks } from './pick-tasks.ts'

export type DispatchDeps = { db: Kysely<Database>; publisher: Publisher; log: Logger }

/** Matches while the task is unclaimed and no other dispatch has followed this one. */
const stillDispatched = (db: Kysely<Database>, task: PickedTask) =>
  db
    .updateTable('vss.task')
    .where('id', '=', task.id)
    .where('dispatch_seq', '=', task.dispatchSeq)
    .where('status', '=', 'ready')

const publish = (publisher: Publisher, task: PickedTask): Promise<number> =>
  inRemoteSpan(
    `publish task.${task.type}`,
    task.traceparent,
    () =>
      publisher.publishCommand(
        taskSubject(task.service, task.type, task.orgId),
        { v: 1, taskId: task.id, dispatchSeq: task.dispatchSeq },
        currentTraceparent() ?? task.traceparent,
      ),
    {
      kind: SpanKind.PRODUCER,
      attributes: {
        'messaging.system': 'nats',
        'task.id': task.id,
        'messaging.message.id': `${task.id}:${task.dispatchSeq}`,
      },
    },
  )

const dispatchTask = async ({ db, publisher, log }: DispatchDeps, task: PickedTask): Promise<boolean> => {
  try {
    crashPoint('before_publish')
    const streamSeq = await publish(publisher, task)
    crashPoint('after_publish')
    await stillDispatched(db, task).set({ stream_seq: streamSeq }).execute()
    return true
  } catch (error) {
    // The broker may or may not have stored it. A second command for the same task is harmless, a lost one is not.
    log.warn({ err: error, taskId: task.id }, 'a command could not be published')
    await stillDispatched(db, task).set({ dispatched_at: sql<null>`null` }).execute()
    return false
  }
}

/** One turn: publishes a command for every task that live workers can soon take. Throws when the broker is out of reach. */
export const dispatchTasks = async (deps: DispatchDeps): Promise<'more' | 'idle'> => {
  let dispatched = 0
  for (const service of await findWaitingServices(deps.db, SERVICES)) {
    const results = await Promise.all((await pickTasks(deps.db, service)).map((task) => dispatchTask(deps, task)))
    if (results.includes(false)) throw new Error('the broker did not take a command')
    dispatched += results.length
  }
  return dispatched > 0 ? 'more' : 'idle'
}
