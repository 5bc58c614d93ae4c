import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { AppError } from '../errors/app-error.ts'
import { describeIssue, describeValue } from '../errors/describe-issue.ts'
import type { ArtifactStore } from './artifact-store.ts'

/** Deeper than any client builds; writing a value of some thousand levels as JSON overflows the stack. */
export const MAX_JSON_DEPTH = 64

/** Ten times what the longest series holds (2,000 scenes, 25,000 lines). A worker reads that many in half a gigabyte. */
export const MAX_JSON_VALUES = 2_000_000

export type JsonExcess = { what: 'depth' | 'values'; path: PropertyKey[] }

const SHOWN_PARTS = 6
const SHOWN_KEY_BYTES = 80

const QUOTE = 0x22
const BACKSLASH = 0x5c
const [OPEN_LIST, CLOSE_LIST, OPEN_RECORD, CLOSE_RECORD, COMMA, COLON] = Buffer.from('[]{},:')

/** Where the string that begins at `start` ends: its closing quote, or the end of the bytes. */
const endOfString = (bytes: Buffer, start: number): number => {
  for (let end = bytes.indexOf(QUOTE, start + 1); end !== -1; end = bytes.indexOf(QUOTE, end + 1)) {
    let before = end - 1
    while (bytes[before] === BACKSLASH) before -= 1
    if ((end - before) % 2 === 1) return end
  }
  return bytes.length
}

type Level = { index: number } | { keyAt: number }

const pathOf = (bytes: Buffer, levels: readonly Level[]): PropertyKey[] =>
  levels.slice(0, SHOWN_PARTS).map((level) => {
    if ('index' in level) return level.index
    const end = Math.min(endOfString(bytes, level.keyAt), level.keyAt + 1 + SHOWN_KEY_BYTES)
    return bytes.toString('utf8', level.keyAt + 1, end)
  })

/**
 * What is too much in the text of a JSON value, or null: found before it is parsed, since a small file can hold more
 * values than fit into memory. Bytes that are no JSON have an answer too, and never an error.
 */
export const findJsonExcess = (
  bytes: Buffer,
  limits = { depth: MAX_JSON_DEPTH, values: MAX_JSON_VALUES },
): JsonExcess | null => {
  const levels: Level[] = []
  let values = 1
  let lastString = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    const level = levels.at(-1)
    if (byte === QUOTE) {
      lastString = at
      at = endOfString(bytes, at)
    } else if (byte === COLON && level && 'keyAt' in level) level.keyAt = lastString
    else if (byte === COMMA) {
      values += 1
      if (level && 'index' in level) level.index += 1
    } else if (byte === CLOSE_LIST || byte === CLOSE_RECORD) levels.pop()
    else if (byte === OPEN_LIST || byte === OPEN_RECORD) {
      values += 1
      if (levels.length === limits.depth) return { what: 'depth', path: pathOf(bytes, levels) }
      levels.push(byte === OPEN_LIST ? { index: 0 } : { keyAt: lastString })
    }
    if (values > limits.values) return { what: 'values', path: pathOf(bytes, levels.slice(0, 1)) }
  }
  return null
}

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
export const loadJsonInput = async (
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
