import { AppError } from '@vss/shared/errors/app-error.ts'
import { cancelTask } from '@vss/shared/ledger/cancel-task.ts'
import { findTask } from '@vss/shared/ledger/find-tasks.ts'
import type { GatewayDeps } from '../../deps.ts'
import { baseUrlOf } from '../base-url-of.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../errors.ts'
import { retryDatabase } from '../retry.ts'
import { parseTaskId, taskIdParams, taskNotFound } from './load-task.ts'
import { edgeStatusOf, taskView, toTaskView } from './task-view.ts'

/**
 * Ends the task and tells its worker. On a repeat after a lost answer, the first attempt may already have cancelled the
 * task: that is a success too.
 */
const cancelOnce = async (deps: GatewayDeps, orgId: string, id: number, isRepeat: boolean) => {
  const outcome = await cancelTask(deps.db, orgId, id)
  if (outcome === 'not_found') throw taskNotFound(id)
  if (outcome === 'cancelled') deps.cancelSignal(id)
  else if (!isRepeat || outcome.finished !== 'cancelled') {
    throw new AppError('already_finished', 'task.already_finished', { id, status: edgeStatusOf(outcome.finished) })
  }
  const task = await findTask(deps.db, orgId, id)
  if (!task) throw taskNotFound(id)
  return task
}

/** `POST /tasks/{id}/cancel/`: ends an open task immediately; 409 when it has already ended. */
export const serveTaskCancel = (app: EdgeApp, deps: GatewayDeps): void => {
  app.post(
    '/tasks/:id/cancel/',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Cancel a task',
        params: taskIdParams,
        response: { 200: taskView, ...errorResponses },
      },
    },
    async (request) => {
      const id = parseTaskId(request.params.id)
      let tries = 0
      const task = await retryDatabase(deps, request, () => {
        tries += 1
        return cancelOnce(deps, request.caller.orgId, id, tries > 1)
      })
      return toTaskView(task, baseUrlOf(request, deps.publicUrl))
    },
  )
}
