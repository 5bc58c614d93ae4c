import { AppError } from '@vss/shared/errors/app-error.ts'
import type { TaskRow } from '@vss/shared/ledger/find-tasks.ts'
import type { GatewayDeps } from '../../deps.ts'
import type { EdgeApp } from '../edge-app.ts'
import { loadTask, taskIdParams } from '../tasks/load-task.ts'
import { edgeStatusOf, failureOf } from '../tasks/task-view.ts'
import { fileResponses, sendArtifact } from './send-artifact.ts'

const resultPathOf = (task: TaskRow): string => {
  const { id, status } = task
  if (status === 'ready' || status === 'running') {
    throw new AppError('result_not_ready', 'task.not_ready', { id, status: edgeStatusOf(status) })
  }
  if (status !== 'completed') {
    throw new AppError('execution_failed', 'task.failed_no_result', { id, error: failureOf(task) })
  }
  if (task.output_path === null) throw new AppError('not_found', 'task.no_file', { id })
  return task.output_path
}

/** `GET /files/tasks/{id}/download/`: the result file of a completed task. */
export const serveResultDownload = (app: EdgeApp, deps: GatewayDeps): void => {
  app.get(
    '/files/tasks/:id/download/',
    {
      schema: {
        tags: ['files'],
        summary: "Download a task's result file",
        description: '425 while the task is open, 404 when it failed.',
        params: taskIdParams,
        response: fileResponses,
      },
    },
    async (request, reply) => {
      const task = await loadTask(deps, request, request.params.id)
      return sendArtifact(deps, reply, request.caller.orgId, resultPathOf(task))
    },
  )
}
