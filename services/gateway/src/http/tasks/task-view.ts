import { isTaskType, TASKS, type TaskType } from '@vss/shared/contracts/registry.ts'
import { type Locale, sentence } from '@vss/shared/errors/sentence.ts'
import type { TaskStatus } from '@vss/shared/ledger/database.ts'
import type { TaskRow } from '@vss/shared/ledger/find-tasks.ts'
import { traceIdOf } from '@vss/shared/process/trace-context.ts'
import { z } from 'zod'

export const EDGE_STATUSES = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED'] as const
export type EdgeStatus = (typeof EDGE_STATUSES)[number]

/** The only four statuses deployed clients know; at any other one they give up the job. */
const EDGE_STATUS = {
  ready: 'PENDING',
  running: 'RUNNING',
  completed: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'FAILED',
} as const satisfies Record<TaskStatus, EdgeStatus>

export const edgeStatusOf = (status: TaskStatus): EdgeStatus => EDGE_STATUS[status]

const isTaskStatus = (text: string): text is TaskStatus => Object.hasOwn(EDGE_STATUS, text)

export const ledgerStatusesOf = (status: EdgeStatus): TaskStatus[] =>
  Object.keys(EDGE_STATUS)
    .filter(isTaskStatus)
    .filter((one) => EDGE_STATUS[one] === status)

/** The known task types, as a parameter or an answer holds them. */
export const taskType = z.enum(Object.keys(TASKS).filter(isTaskType))

/** A task as a client sees it. Kept small: clients forward it whole through a queue of their own. */
export const taskView = z
  .object({
    id: z.number().int(),
    status: z.enum(EDGE_STATUSES),
    task_type: taskType,
    result: z
      .looseObject({})
      .nullable()
      .meta({ description: 'once ended: `message` and `output_file_path`, or `error` and `code`' }),
    created: z.iso.datetime(),
    modified: z.iso.datetime(),
    download_url: z.url().nullable().meta({ description: 'the result file; null until the task is COMPLETED' }),
    progress: z.number().meta({ description: '0 to 1' }),
    progress_message: z.string().nullable(),
    attempts: z.number().int().meta({ description: 'how often a worker took it' }),
    started: z.iso.datetime().nullable(),
    finished: z.iso.datetime().nullable(),
    duration_seconds: z.number().nullable(),
    cancelled: z.boolean().meta({ description: 'a cancelled task reads FAILED' }),
    retry_of: z.number().int().nullable().meta({ description: 'the task that this one tries again' }),
    trace_id: z.string().nullable(),
  })
  .meta({ id: 'Task', description: 'The task as it stands' })
export type TaskView = z.output<typeof taskView>

/** The sentence a failed task ended with. */
export const failureOf = (task: Pick<TaskRow, 'result' | 'last_problem'>): string => {
  const error = task.result?.error
  return typeof error === 'string' ? error : (task.last_problem ?? '')
}

const resultOf = (task: TaskRow): Record<string, unknown> | null => {
  if (task.status === 'completed') return task.result ?? {}
  if (task.status === 'failed' || task.status === 'cancelled') return { ...task.result, error: failureOf(task) }
  return null
}

const durationSec = (task: TaskRow): number | null =>
  task.started_at && task.finished_at ? (task.finished_at.getTime() - task.started_at.getTime()) / 1_000 : null

/** `baseUrl` has no trailing slash. */
export const toTaskView = (task: TaskRow, baseUrl: string): TaskView => {
  const hasFile = task.status === 'completed' && task.output_path !== null
  return {
    id: task.id,
    status: edgeStatusOf(task.status),
    task_type: task.type,
    result: resultOf(task),
    created: task.created_at.toISOString(),
    modified: task.modified_at.toISOString(),
    download_url: hasFile ? `${baseUrl}/api/v1/files/tasks/${task.id}/download/` : null,
    progress: task.status === 'completed' ? 1 : (task.progress ?? 0),
    progress_message: task.progress_message,
    attempts: task.attempt,
    started: task.started_at?.toISOString() ?? null,
    finished: task.finished_at?.toISOString() ?? null,
    duration_seconds: durationSec(task),
    cancelled: task.status === 'cancelled',
    retry_of: task.retry_of,
    trace_id: traceIdOf(task.traceparent),
  }
}

export const acceptedTask = z
  .object({
    id: z.number().int(),
    status: z.literal('PENDING'),
    message: z.string(),
    task_type: z.string(),
    created: z.iso.datetime(),
    trace_id: z.string().nullable().meta({ description: 'its trace, where tracing is on' }),
  })
  .meta({ id: 'AcceptedTask', description: 'The task is kept and will run: ask for its status by `id`' })

/** The body of a 202. The task is committed; a repeated request gets the same body. */
export const toAcceptedTask = (
  task: { id: number; type: TaskType; createdAt: Date; traceparent: string | null },
  locale: Locale,
): z.output<typeof acceptedTask> => ({
  id: task.id,
  status: 'PENDING',
  message: sentence(locale, 'task.accepted', { id: task.id }),
  task_type: task.type,
  created: task.createdAt.toISOString(),
  trace_id: traceIdOf(task.traceparent),
})
