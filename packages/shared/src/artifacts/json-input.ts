import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { AppError } from '../errors/app-error.ts'
import { describeIssue, describeValue } from '../errors/describe-issue.ts'
import type { ArtifactStore } from './artifact-store.ts'

/** Deeper than any client's files. Stringifying a value of some thousand levels would overflow the stack. */
export const MAX_JSON_DEPTH = 64

/** Ten times the longest series (2,000 scenes, 25,000 lines). A worker parses that many values in half a gigabyte. */
export const MAX_JSON_VALUES = 2_000_000

export type JsonExcess = { what: 'depth' | 'values'; path: PropertyKey[] }

const SHOWN_PARTS = 6
const SHOWN_KEY_BYTES = 80

const QUOTE = 0x22
const BACKSLASH = 0x5c
const [OPEN_LIST, CLOSE_LIST, OPEN_RECORD, CLOSE_RECORD, COMMA, COLON] = Buffer.from('[]{},:')

/** The end of the string that begins at `start`: its closing quote, or the end of the bytes. */
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
 * Finds the place where the text of a JSON value is nested too deep or holds too many values, or null. It runs before
 * parsing, since a small file can hold more values than fit into memory. It never throws, even if the bytes are not
 * JSON.
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

/** The origin of an input file: the payload key that named it, and the path. */
export type InputFile = { key: string; path: string }

const refuseExcess = (bytes: Buffer, key: string): void => {
  const excess = findJsonExcess(bytes)
  if (!excess) return
  const params = { key, path: jsonPath(excess.path) }
  throw excess.what === 'depth'
    ? new AppError('payload_invalid', 'input.too_deep', { ...params, limit: MAX_JSON_DEPTH })
    : new AppError('payload_invalid', 'input.too_many_values', { ...params, limit: MAX_JSON_VALUES })
}

const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Loads an input file of a payload as a JSON object. A byte-order mark is skipped. Throws `payload_invalid` (3004),
 * naming key and path, if the file is not UTF-8 or not a JSON object, is nested too deep, or holds more values than a
 * worker has memory for.
 */
export const loadJsonInput = async (
  artifacts: Pick<ArtifactStore, 'read'>,
  orgId: string,
  file: InputFile,
): Promise<Record<string, unknown>> => {
  const bytes = await artifacts.read(orgId, file.path)
  // JSON text never contains a zero byte: this one is UTF-16 without a byte-order mark.
  if (!isUtf8(bytes) || bytes.includes(0)) throw new AppError('payload_invalid', 'input.not_utf8', file)
  refuseExcess(bytes, file.key)
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new AppError('payload_invalid', 'input.not_json', {
      ...file,
      detail: error instanceof Error ? error.message : String(error),
    })
  }
  if (!isJsonObject(value))
    throw new AppError('payload_invalid', 'input.not_object', { ...file, actual: describeValue(value) })
  return value
}

/** Checks a value, such as the content of a file, against a schema. Throws `payload_invalid` naming the first wrong JSON path. */
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
