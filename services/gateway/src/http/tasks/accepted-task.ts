import type { TaskType } from '@vss/shared/contracts/registry.ts'
import { type Locale, sentence } from '@vss/shared/errors/sentence.ts'
import { traceIdOf } from '@vss/shared/process/trace-context.ts'
import { z } from 'zod'

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

/** The body of a 202. The task is committed; a repeated request gets these same words again. */
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
