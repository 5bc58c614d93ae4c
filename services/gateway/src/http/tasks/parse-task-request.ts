import { jsonPath } from '@vss/shared/artifacts/json-input.ts'
import { isTaskType, TASKS, type TaskType } from '@vss/shared/contracts/registry.ts'
import { resolveAliases, type TaskContract } from '@vss/shared/contracts/task-contract.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { describeIssue } from '@vss/shared/errors/describe-issue.ts'
import { type Locale, sentence } from '@vss/shared/errors/sentence.ts'
import { z } from 'zod'
import { collectPaths, type PathParameter, refuseAbsoluteKeys } from './collect-paths.ts'
import { dropNulls } from './drop-nulls.ts'
import { findUnstorable, MAX_DEPTH } from './find-unstorable.ts'

export type TaskRequest = { type: TaskType; payload: Record<string, unknown>; paths: PathParameter[] }

const body = z.object({ task_type: z.string(), payload: z.record(z.string(), z.unknown()) })

const parseBody = (raw: unknown) => {
  const parsed = body.safeParse(raw, { reportInput: true })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AppError('parameter_invalid', 'body.invalid', {
    path: jsonPath(issue?.path ?? []),
    detail: describeIssue(issue),
  })
}

const refuseUnstorable = (payload: Record<string, unknown>, locale: Locale): void => {
  const found = findUnstorable(payload)
  if (!found) return
  const detail =
    found.why === 'text'
      ? sentence(locale, 'payload.text_refused')
      : sentence(locale, 'payload.too_deep', { limit: MAX_DEPTH })
  throw new AppError('parameter_invalid', 'payload.invalid', { path: jsonPath(found.path), detail })
}

const resolveParams = (payload: Record<string, unknown>, contract: TaskContract): Record<string, unknown> => {
  const resolved = resolveAliases(payload, contract.aliases)
  // Left out by a client that has nothing to set: what is missing is then named in it, not it as a whole.
  const params = resolved.service_params ?? {}
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return resolved
  refuseAbsoluteKeys(params as Record<string, unknown>, 'service_params.')
  return { ...resolved, service_params: resolveAliases(params as Record<string, unknown>, contract.paramAliases) }
}

/**
 * A `POST /tasks/` body as the ledger keeps it: canonical names, defaults filled in, unknown keys kept. Looks at no
 * file; `paths` says which must exist. Throws `parameter_invalid` naming the place.
 */
export const parseTaskRequest = (raw: unknown, locale: Locale): TaskRequest => {
  const { task_type: type, payload: given } = parseBody(raw)
  if (!isTaskType(type)) {
    const known = Object.keys(TASKS).join(', ')
    throw new AppError('parameter_invalid', 'task_type.unknown', { type: type.slice(0, 60).toWellFormed(), known })
  }
  const contract: TaskContract = TASKS[type]
  refuseUnstorable(given, locale)
  refuseAbsoluteKeys(given, '')
  const { payload, paths } = collectPaths(resolveParams(dropNulls(given), contract), locale)
  for (const key of contract.requiredPaths) {
    if (!(key in payload)) throw new AppError('parameter_invalid', 'payload.path_required', { key })
  }
  const parsed = contract.payload.safeParse(payload, { reportInput: true })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const detail = describeIssue(issue)
    throw new AppError('parameter_invalid', 'payload.invalid', { path: jsonPath(issue?.path ?? []), detail })
  }
  return { type, payload: parsed.data as Record<string, unknown>, paths }
}
