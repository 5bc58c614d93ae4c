import { isPlaceholder } from './read-text.ts'
import type { Reading } from './reading.ts'

export type JsonRecord = Record<string, unknown>

/** A member of a dictionary or list. `key` is null in a list, whose positions are not ids. */
export type Entry = { key: string | null; at: string; value: unknown }

/** A member that is an object, with the JSON path it stands at. */
export type RecordEntry = { key: string | null; at: string; record: JsonRecord }

const SHOWN_KEY_CHARACTERS = 80

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Absent, null, blank or a word for "none". */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && isPlaceholder(value))

/** The members of a dictionary or a list alike; anything else has none, noted unless it is simply absent. */
export const entriesOf = (reading: Reading, value: unknown, at: string): Entry[] => {
  if (Array.isArray(value)) return value.map((item, i) => ({ key: null, at: `${at}[${i}]`, value: item }))
  if (isRecord(value))
    return Object.entries(value).map(([key, item]) => ({
      key,
      at: `${at}[${JSON.stringify(key.slice(0, SHOWN_KEY_CHARACTERS))}]`,
      value: item,
    }))
  if (!isAbsent(value)) reading.noteWrongType(at, value)
  return []
}

/** The members that are objects; others are left out with a note. */
export const recordsOf = (reading: Reading, value: unknown, at: string): RecordEntry[] => {
  const records: RecordEntry[] = []
  for (const entry of entriesOf(reading, value, at)) {
    if (isRecord(entry.value)) records.push({ key: entry.key, at: entry.at, record: entry.value })
    else reading.noteWrongType(entry.at, entry.value)
  }
  return records
}

/** The object at a field; an empty one where it is absent or, with a note, of another type. */
export const recordAt = (reading: Reading, parent: JsonRecord, field: string, at = ''): JsonRecord => {
  const value = parent[field]
  if (isRecord(value)) return value
  if (!isAbsent(value)) reading.noteWrongType(at ? `${at}.${field}` : field, value)
  return {}
}
