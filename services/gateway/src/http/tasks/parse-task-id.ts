import { AppError } from '@vss/shared/errors/app-error.ts'
import { z } from 'zod'

/** Text on purpose: what is no id is answered like an id that names no task. */
export const taskIdParams = z.object({ id: z.string().meta({ description: 'the id of the 202, an integer' }) })

export const taskNotFound = (id: string | number): AppError => new AppError('task_not_found', 'task.not_found', { id })

/** Throws `task_not_found` for everything that is not a positive integer below 2^53. */
export const parseTaskId = (text: string): number => {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(id)) throw taskNotFound(text.slice(0, 40).toWellFormed())
  return id
}
