import type { Notes } from './notes.ts'
import en from './words/placeholders.en.json' with { type: 'json' }
import zh from './words/placeholders.zh.json' with { type: 'json' }

export type JsonRecord = Record<string, unknown>

/** A member of a dictionary or a list, with its JSON path. `key` is null in a list: positions are not ids. */
export type Entry = { key: string | null; at: string; value: unknown }

/** A member that is an object, with its JSON path. */
export type RecordEntry = { key: string | null; at: string; record: JsonRecord }

const SHOWN_KEY_CHARACTERS = 80

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Words that mean "none", in lower case where case does not matter: `N` and `A` mean none, `a` may be a name. */
const NONE_WORDS = new Set([...en, ...zh])

/** Blank, or a word that people write for "none". */
export const isPlaceholder = (text: string): boolean => {
  if (text.length > 30) return false
  const word = text.trim()
  return word === '' || NONE_WORDS.has(word) || NONE_WORDS.has(word.toLowerCase())
}

/** Absent, null, blank or a word for "none". */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && isPlaceholder(value))

/** The members of a dictionary or a list. Any other value has none, with a note unless it is simply absent. */
export const entriesOf = (notes: Notes, value: unknown, at: string): Entry[] => {
  if (Array.isArray(value)) return value.map((item, i) => ({ key: null, at: `${at}[${i}]`, value: item }))
  if (isRecord(value))
    return Object.entries(value).map(([key, item]) => ({
      key,
      at: `${at}[${JSON.stringify(key.slice(0, SHOWN_KEY_CHARACTERS))}]`,
      value: item,
    }))
  if (!isAbsent(value)) notes.addWrongType(at, value)
  return []
}

/** The members that are objects. Others are dropped with a note. */
export const recordsOf = (notes: Notes, value: unknown, at: string): RecordEntry[] => {
  const records: RecordEntry[] = []
  for (const entry of entriesOf(notes, value, at)) {
    if (isRecord(entry.value)) records.push({ key: entry.key, at: entry.at, record: entry.value })
    else notes.addWrongType(entry.at, entry.value)
  }
  return records
}

/** The object at a field; an empty one if it is absent or, with a note, of another type. */
export const recordAt = (notes: Notes, parent: JsonRecord, field: string, at = ''): JsonRecord => {
  const value = parent[field]
  if (isRecord(value)) return value
  if (!isAbsent(value)) notes.addWrongType(at ? `${at}.${field}` : field, value)
  return {}
}

/** An integer, written as a number or as digits; null for anything else. */
export const parseInteger = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value + 0 : null
  if (typeof value !== 'string' || value.length > 24) return null
  return /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) + 0 : null
}

/** A finite number, written as a number or in digits; null for anything else. */
export const parseNumber = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.length > 24 || !value.trim()) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}
