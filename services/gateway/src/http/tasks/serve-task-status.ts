import type { GatewayDeps } from '../../deps.ts'
import { baseUrlOf } from '../base-url-of.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../errors.ts'
import { loadTask, taskIdParams } from './load-task.ts'
import { taskView, toTaskView } from './task-view.ts'

/** `GET /tasks/{id}/`: the status of a task. */
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
    async (request) => toTaskView(await loadTask(deps, request, request.params.id), baseUrlOf(request, deps.publicUrl)),
  )
}
