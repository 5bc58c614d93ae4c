import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { AppError } from '../errors/app-error.ts'
import { describeIssue, describeValue } from '../errors/describe-issue.ts'
import type { ArtifactStore } from './artifact-store.ts'
import { findJsonExcess, MAX_JSON_DEPTH, MAX_JSON_VALUES } from './find-json-excess.ts'

/** `["scenes", "12", 0]` → `scenes["12"][0]`; the root is `(root)`. */
export const jsonPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    const name = String(part)
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}["${name}"]`
    return text ? `${text}.${name}` : name
  }, '') || '(root)'

/** Where an input file came from: the payload key that named it and the path it held. */
export type InputFile = { key: string; path: string }

const refuseExcess = (bytes: Buffer, key: string): void => {
  const excess = findJsonExcess(bytes)
  if (!excess) return
  const params = { key, path: jsonPath(excess.path) }
  throw excess.what === 'depth'
    ? new AppError('payload_invalid', 'input.too_deep', { ...params, limit: MAX_JSON_DEPTH })
    : new AppError('payload_invalid', 'input.too_many_values', { ...params, limit: MAX_JSON_VALUES })
}

/**
 * Reads a payload's input file as JSON. A byte-order mark is skipped.
 * Throws `payload_invalid` (3004), naming key and path, when it is not UTF-8 or no JSON object, is nested beyond reason, or holds
 * more values than a worker has memory for.
 */
export const readJsonInput = async (
  artifacts: Pick<ArtifactStore, 'read'>,
  orgId: string,
  file: InputFile,
): Promise<Record<string, unknown>> => {
  const bytes = await artifacts.read(orgId, file.path)
  // A zero byte is in no JSON text: it tells UTF-16 without its mark.
  if (!isUtf8(bytes) || bytes.includes(0)) throw new AppError('payload_invalid', 'input.not_utf8', file)
  refuseExcess(bytes, file.key)
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new AppError('payload_invalid', 'input.not_json', { ...file, detail: (error as Error).message })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('payload_invalid', 'input.not_object', { ...file, actual: describeValue(value) })
  }
  return value as Record<string, unknown>
}

/** Checks a file that another task wrote; throws `payload_invalid` naming the first wrong JSON path. */
export const parseInput = <Schema extends z.ZodType>(schema: Schema, value: unknown, key: string): z.output<Schema> => {
  const parsed = schema.safeParse(value, { reportInput: true })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AppError('payload_invalid', 'input.invalid', {
    key,
    path: jsonPath(issue?.path ?? []),
    detail: describeIssue(issue),
  })
}
