import { listTasks } from '@vss/shared/ledger/find-tasks.ts'
import { z } from 'zod'
import type { GatewayDeps } from '../../deps.ts'
import { baseUrlOf } from '../base-url-of.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../errors.ts'
import { retryDatabase } from '../retry.ts'
import { EDGE_STATUSES, ledgerStatusesOf, taskType, taskView, toTaskView } from './task-view.ts'

const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()])

const query = z.object({
  cursor: z.coerce.number().int().positive().optional().meta({ description: 'the next_cursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  status: z.enum(EDGE_STATUSES).optional(),
  task_type: taskType.optional(),
  created_from: moment.optional().meta({ description: 'inclusive; a date is its midnight in UTC' }),
  created_to: moment.optional().meta({ description: 'exclusive' }),
})

const taskPage = z
  .object({ items: z.array(taskView), next_cursor: z.number().int().nullable() })
  .meta({ id: 'TaskPage', description: 'A page of tasks, newest first; `next_cursor` is null on the last' })

const toFilter = (given: z.output<typeof query>) => ({
  limit: given.limit,
  ...(given.cursor !== undefined && { cursor: given.cursor }),
  ...(given.status && { status: ledgerStatusesOf(given.status) }),
  ...(given.task_type && { type: given.task_type }),
  ...(given.created_from && { createdFrom: new Date(given.created_from) }),
  ...(given.created_to && { createdTo: new Date(given.created_to) }),
})

/** `GET /tasks/`: the organisation's tasks, newest first, a page at a time. */
export const serveTaskList = (app: EdgeApp, deps: GatewayDeps): void => {
  app.get(
    '/tasks/',
    {
      schema: {
        tags: ['tasks'],
        summary: 'List tasks',
        querystring: query,
        response: { 200: taskPage, ...errorResponses },
      },
    },
    async (request) => {
      const filter = toFilter(request.query)
      const page = await retryDatabase(deps, request, () => listTasks(deps.db, request.caller.orgId, filter))
      const base = baseUrlOf(request, deps.publicUrl)
      return { items: page.tasks.map((task) => toTaskView(task, base)), next_cursor: page.nextCursor }
    },
  )
}
