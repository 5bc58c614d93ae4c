import type { JsonRecord } from './read-record.ts'
import type { Reading } from './reading.ts'
import en from './words/placeholders.en.json' with { type: 'json' }
import zh from './words/placeholders.zh.json' with { type: 'json' }

/** Longest texts kept, in UTF-16 units: far above what people write, far below what hurts. */
export const NAME_LIMIT = 200
export const SPEECH_LIMIT = 4_000
export const TEXT_LIMIT = 20_000

/** Written in lower case where case does not matter: `N` and `A` mean none, `a` may be a name. */
const NONE_WORDS = new Set([...en, ...zh])
/** Annotation tools write these for "nothing said"; other words for none are things a person may well say. */
const UNSPOKEN = new Set(['N', 'A', 'N/A'])

/** Blank, or a word people write for "none". */
export const isPlaceholder = (text: string): boolean => {
  if (text.length > 30) return false
  const word = text.trim()
  return word === '' || NONE_WORDS.has(word) || NONE_WORDS.has(word.toLowerCase())
}

/** One line, without control characters, invisible marks and broken characters. */
export const cleanText = (raw: string): string =>
  raw
    .replace(/[\p{Cs}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()

const boundedText = (reading: Reading, raw: string, at: string, limit: number): string => {
  // Invisible characters may make up part of a raw text, hence the room before cleaning.
  const text = cleanText(raw.length > limit * 4 ? raw.slice(0, limit * 4) : raw)
  if (text.length <= limit) return text
  reading.note(at, 'story.note.text_cut', { limit })
  return cleanText(text.slice(0, limit))
}

/** The first of `fields` that holds a text; null where none does, noted where one holds something else. */
export const readText = (
  reading: Reading,
  record: JsonRecord,
  fields: readonly string[],
  at: string,
  limit = TEXT_LIMIT,
): string | null => {
  for (const field of fields) {
    const value = record[field]
    const path = at ? `${at}.${field}` : field
    if (typeof value === 'string') {
      const text = boundedText(reading, value, path, limit)
      if (!isPlaceholder(text)) return text
    } else if (value !== undefined && value !== null) reading.noteWrongType(path, value)
  }
  return null
}

const numberAsText = (value: unknown): unknown =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : value

/** A name: as `readText`, but short, and a number is taken at its word (a chapter named 3). */
export const readName = (
  reading: Reading,
  record: JsonRecord,
  fields: readonly string[],
  at: string,
): string | null => {
  const named = Object.fromEntries(fields.map((field) => [field, numberAsText(record[field])]))
  return readText(reading, named, fields, at, NAME_LIMIT)
}

/** What somebody says or what stands on the screen: as it is, even where it reads like a word for none. */
export const readSpeech = (
  reading: Reading,
  record: JsonRecord,
  fields: readonly string[],
  at: string,
): string | null => {
  for (const field of fields) {
    const value = numberAsText(record[field])
    if (typeof value === 'string') {
      const text = boundedText(reading, value, `${at}.${field}`, SPEECH_LIMIT)
      if (text !== '' && !UNSPOKEN.has(text)) return text
    } else if (value !== undefined && value !== null) reading.noteWrongType(`${at}.${field}`, value)
  }
  return null
}
