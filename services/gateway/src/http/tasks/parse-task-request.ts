import { jsonPath } from '@vss/shared/artifacts/json-input.ts'
import { isTaskType, TASKS, type TaskType } from '@vss/shared/contracts/registry.ts'
import { resolveAliases, type TaskContract } from '@vss/shared/contracts/task-contract.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { describeIssue } from '@vss/shared/errors/describe-issue.ts'
import type { Said } from '@vss/shared/errors/sentence.ts'
import { cutText } from '@vss/shared/errors/shorten-text.ts'
import { z } from 'zod'
import { findUnstorable } from './find-unstorable.ts'
import { collectPaths, type PathParameter, refuseAbsoluteKeys } from './input-paths.ts'

type Fields = Record<string, unknown>

/** A request in canonical form; `paths` are the files that must exist. */
export type TaskRequest = { type: TaskType; payload: Fields; paths: PathParameter[] }

const SHOWN_CHARACTERS = 60

const body = z.object({ task_type: z.string(), payload: z.record(z.string(), z.unknown()) })

const parseBody = (raw: unknown): { type: TaskType; given: Fields } => {
  const parsed = body.safeParse(raw, { reportInput: true })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const params = { path: jsonPath(issue?.path ?? []), detail: describeIssue(issue) }
    throw new AppError('parameter_invalid', 'body.invalid', params)
  }
  const { task_type: type, payload: given } = parsed.data
  if (isTaskType(type)) return { type, given }
  throw new AppError('parameter_invalid', 'task_type.unknown', {
    type: cutText(type, SHOWN_CHARACTERS).toWellFormed(),
    known: Object.keys(TASKS).join(', '),
  })
}

const invalid = (path: readonly PropertyKey[], detail: Said) =>
  new AppError('parameter_invalid', 'payload.invalid', { path: jsonPath(path), detail })

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const withoutNulls = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

/**
 * A copy of a payload without the keys that are null, in itself, in `service_params` and in `control_params`: clients
 * send null for "not set", even where a contract has a default.
 */
const dropNulls = (payload: Fields): Fields => {
  const result = withoutNulls(payload)
  if (!isFields(result.service_params)) return result
  const params = withoutNulls(result.service_params)
  if (isFields(params.control_params)) params.control_params = withoutNulls(params.control_params)
  return { ...result, service_params: params }
}

const resolveSpellings = (payload: Fields, contract: TaskContract): Fields => {
  const resolved = resolveAliases(payload, contract.aliases)
  // A client with nothing to set may leave service_params out. The error then names the missing parameter inside it.
  const params = resolved.service_params ?? {}
  if (!isFields(params)) return resolved
  refuseAbsoluteKeys(params, 'service_params.')
  return { ...resolved, service_params: resolveAliases(params, contract.paramAliases) }
}

/** Checks against the contract. Fills in defaults and keeps unknown keys. */
const parsePayload = (payload: Fields, contract: TaskContract): Fields => {
  for (const key of contract.requiredPaths) {
    if (!(key in payload)) throw new AppError('parameter_invalid', 'payload.path_required', { key })
  }
  const parsed = contract.payload.safeParse(payload, { reportInput: true })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw invalid(issue?.path ?? [], describeIssue(issue))
  }
  if (!isFields(parsed.data)) throw new Error(`the contract of ${contract.type} does not describe an object`)
  return parsed.data
}

/**
 * A `POST /tasks/` body in the form the ledger stores: canonical names, defaults filled in, unknown keys kept. Opens no
 * file. Throws `parameter_invalid`, which names the place.
 */
export const parseTaskRequest = (raw: unknown): TaskRequest => {
  const { type, given } = parseBody(raw)
  const contract: TaskContract = TASKS[type]
  const unstorable = findUnstorable(given)
  if (unstorable) throw invalid(unstorable.path, unstorable.detail)
  refuseAbsoluteKeys(given, '')
  const { payload, paths } = collectPaths(resolveSpellings(dropNulls(given), contract))
  return { type, payload: parsePayload(payload, contract), paths }
}
