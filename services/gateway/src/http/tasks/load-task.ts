import { AppError } from '@vss/shared/errors/app-error.ts'
import { cutText } from '@vss/shared/errors/shorten-text.ts'
import { findTask, type TaskRow } from '@vss/shared/ledger/find-tasks.ts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { GatewayDeps } from '../../deps.ts'
import { retryDatabase } from '../retry.ts'

/** A string on purpose: an id that is malformed gets the same answer as one that names no task. */
export const taskIdParams = z.object({ id: z.string().meta({ description: 'the id of the 202, an integer' }) })

export const taskNotFound = (id: string | number): AppError => new AppError('task_not_found', 'task.not_found', { id })

const SHOWN_CHARACTERS = 40

/** Throws `task_not_found` for everything that is not a positive integer below 2^53. */
export const parseTaskId = (text: string): number => {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(id)) throw taskNotFound(cutText(text, SHOWN_CHARACTERS).toWellFormed())
  return id
}

/** The task of the caller's organisation that the path names. Throws `task_not_found`. */
export const loadTask = async (
  deps: Pick<GatewayDeps, 'db' | 'timings' | 'log'>,
  request: FastifyRequest,
  idText: string,
): Promise<TaskRow> => {
  const id = parseTaskId(idText)
  const task = await retryDatabase(deps, request, () => findTask(deps.db, request.caller.orgId, id))
  if (!task) throw taskNotFound(id)
  return task
}
