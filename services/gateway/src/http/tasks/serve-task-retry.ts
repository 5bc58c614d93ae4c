import { AppError } from '@vss/shared/errors/app-error.ts'
import { localeOf } from '@vss/shared/errors/sentence.ts'
import { retryTask } from '@vss/shared/ledger/retry-task.ts'
import { traceparentForTask } from '@vss/shared/process/trace-context.ts'
import type { GatewayDeps } from '../../deps.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../errors.ts'
import { retryDatabase } from '../retry.ts'
import { idempotencyOf } from './idempotency.ts'
import { parseTaskId, taskIdParams, taskNotFound } from './load-task.ts'
import { acceptedTask, edgeStatusOf, toAcceptedTask } from './task-view.ts'

/** `POST /tasks/{id}/retry/`: a new task that starts from the finished steps of a failed or cancelled one. */
export const serveTaskRetry = (app: EdgeApp, deps: GatewayDeps): void => {
  app.post(
    '/tasks/:id/retry/',
    {
      config: { unavailableCode: 'create_failed' },
      schema: {
        tags: ['tasks'],
        summary: 'Retry a failed or cancelled task',
        description: 'While a retry of the task is open, asking again answers with that one.',
        params: taskIdParams,
        response: { 202: acceptedTask, ...errorResponses },
      },
    },
    async (request, reply) => {
      const id = parseTaskId(request.params.id)
      const { orgId, instanceId } = request.caller
      const idempotency = idempotencyOf(request, { retryOf: id })
      const asked = { instanceId, traceparent: traceparentForTask(), idempotency }
      const retried = await retryDatabase(deps, request, () => retryTask(deps.db, orgId, id, asked))
      if (retried === 'not_found') throw taskNotFound(id)
      if ('refused' in retried) {
        throw new AppError('not_retryable', 'task.not_retryable', { id, status: edgeStatusOf(retried.refused) })
      }
      if (!retried.replayed) deps.wake()
      const locale = localeOf(request.headers['accept-language'], deps.defaultLocale)
      return reply.code(202).send(toAcceptedTask(retried, locale))
    },
  )
}
