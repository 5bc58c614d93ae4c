import { AppError } from '@vss/shared/errors/app-error.ts'
import { localeOf } from '@vss/shared/errors/sentence.ts'
import { findTask } from '@vss/shared/ledger/find-task.ts'
import { retryTask } from '@vss/shared/ledger/retry-task.ts'
import { traceparentForTask } from '@vss/shared/telemetry/trace-context.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../error-responses.ts'
import type { GatewayDeps } from '../gateway-deps.ts'
import { retryDatabase } from '../retry-database.ts'
import { acceptedTask, toAcceptedTask } from './accepted-task.ts'
import { edgeStatusOf } from './edge-status.ts'
import { parseTaskId, taskIdParams, taskNotFound } from './parse-task-id.ts'

/** `POST /tasks/{id}/retry/`: a new task that starts with the finished steps of a failed or cancelled one. */
export const serveTaskRetry = (app: EdgeApp, deps: GatewayDeps): void => {
  app.post(
    '/tasks/:id/retry/',
    {
      config: { unavailableCode: 'create_failed' },
      schema: {
        tags: ['tasks'],
        summary: 'Retry a failed or cancelled task',
        params: taskIdParams,
        response: { 202: acceptedTask, ...errorResponses },
      },
    },
    async (request, reply) => {
      const id = parseTaskId(request.params.id)
      const { orgId, instanceId } = request.caller
      const old = await retryDatabase(deps, request, () => findTask(deps.db, orgId, id))
      if (!old) throw taskNotFound(id)
      const traceparent = traceparentForTask()
      // Once only: repeated after a lost answer it would make a second task.
      const created = await retryTask(deps.db, orgId, id, { instanceId, traceparent })
      if (created === 'not_found') throw taskNotFound(id)
      if ('status' in created) {
        throw new AppError('not_retryable', 'task.not_retryable', { id, status: edgeStatusOf(created.status) })
      }
      deps.wake()
      const locale = localeOf(request.headers['accept-language'], deps.defaultLocale)
      return reply.code(202).send(toAcceptedTask({ ...created, type: old.type, traceparent }, locale))
    },
  )
}
