import { isTaskType, TASKS } from '@vss/shared/contracts/registry.ts'
import type { Aliases, TaskContract } from '@vss/shared/contracts/task-contract.ts'
import { localeOf } from '@vss/shared/errors/sentence.ts'
import { submitTask } from '@vss/shared/ledger/submit-task.ts'
import { traceparentForTask } from '@vss/shared/process/trace-context.ts'
import { z } from 'zod'
import type { GatewayDeps } from '../../deps.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../errors.ts'
import { retryDatabase } from '../retry.ts'
import { idempotencyOf } from './idempotency.ts'
import { touchInputFiles } from './input-paths.ts'
import { parseTaskRequest } from './parse-task-request.ts'
import { acceptedTask, toAcceptedTask } from './task-view.ts'

const spellingsOf = ({ aliases, paramAliases }: TaskContract): string => {
  const rows = (given: Aliases, prefix: string) =>
    Object.entries(given).map(([name, others]) => `${prefix}${name} = ${others.join(' = ')}`)
  return `Also understood: ${[...rows(aliases, ''), ...rows(paramAliases, 'service_params.')].join('; ')}.`
}

/** One alternative per task type. It only describes: requests are parsed after their spellings are resolved. */
const taskRequest = z.union(
  Object.keys(TASKS)
    .filter(isTaskType)
    .map((type) =>
      z
        .object({ task_type: z.literal(type), payload: TASKS[type].payload })
        .meta({ title: type, description: spellingsOf(TASKS[type]) }),
    ),
)

/** `POST /tasks/`: 202 once the task is committed. NATS is not needed for it. */
export const serveTaskCreation = (app: EdgeApp, deps: GatewayDeps): void => {
  app.post(
    '/tasks/',
    {
      config: { unavailableCode: 'create_failed' },
      schema: {
        tags: ['tasks'],
        summary: 'Ask for a task',
        description:
          'Parameters and the existence of the files are checked here; what a file holds is checked by the worker. ' +
          'docs/tasks.md explains every parameter.',
        body: taskRequest,
        response: { 202: acceptedTask, ...errorResponses },
      },
      validatorCompiler: () => (value: unknown) => ({ value }),
    },
    async (request, reply) => {
      const { orgId, instanceId } = request.caller
      const locale = localeOf(request.headers['accept-language'], deps.defaultLocale)
      const { type, payload, paths } = parseTaskRequest(request.body)
      const idempotency = idempotencyOf(request, { type, payload })
      const task = { orgId, instanceId, type, payload, locale, traceparent: traceparentForTask(), idempotency }
      const submitted = await retryDatabase(deps, request, async () => {
        await touchInputFiles(deps.artifacts, orgId, paths)
        return submitTask(deps.db, task)
      })
      if (!submitted.replayed) deps.wake()
      return reply.code(202).send(toAcceptedTask({ ...submitted, type }, locale))
    },
  )
}
