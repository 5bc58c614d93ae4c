import { findTask } from '@vss/shared/ledger/find-tasks.ts'
import { baseUrlOf } from '../base-url-of.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../error-responses.ts'
import type { GatewayDeps } from '../gateway-deps.ts'
import { retryDatabase } from '../retry-database.ts'
import { parseTaskId, taskIdParams, taskNotFound } from './parse-task-id.ts'
import { taskView, toTaskView } from './to-task-view.ts'

/** `GET /tasks/{id}/`: where a task stands. */
export const serveTaskStatus = (app: EdgeApp, deps: GatewayDeps): void => {
  app.get(
    '/tasks/:id/',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Status and result of a task',
        params: taskIdParams,
        response: { 200: taskView, ...errorResponses },
      },
    },
    async (request) => {
      const id = parseTaskId(request.params.id)
      const task = await retryDatabase(deps, request, () => findTask(deps.db, request.caller.orgId, id))
      if (!task) throw taskNotFound(id)
      return toTaskView(task, baseUrlOf(request, deps.publicUrl))
    },
  )
}
