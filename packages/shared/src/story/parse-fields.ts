import { describeValue } from '../errors/describe-issue.ts'
import { isAbsent, isPlaceholder, type JsonRecord } from './json-record.ts'
import type { Notes } from './notes.ts'
import { parseTime } from './time.ts'

/** Maximum lengths of texts, in UTF-16 units: far above what people write, far below what would cause trouble. */
export const NAME_LIMIT = 200
export const SPEECH_LIMIT = 4_000
export const TEXT_LIMIT = 20_000

/** Annotation tools write these for "nothing was said". Other words for none may well be spoken lines. */
const UNSPOKEN = new Set(['N', 'A', 'N/A'])

/** One line, without control characters, invisible marks and broken characters. */
export const cleanText = (raw: string): string =>
  raw
    .replace(/[\p{Cs}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()

const boundedText = (notes: Notes, raw: string, at: string, limit: number): string => {
  // Part of a raw text may be invisible characters, so it is cut only roughly before it is cleaned.
  const text = cleanText(raw.length > limit * 4 ? raw.slice(0, limit * 4) : raw)
  if (text.length <= limit) return text
  notes.add(at, 'story.note.text_cut', { limit })
  return cleanText(text.slice(0, limit))
}

/** The first of `fields` that holds a text; null if none does. A value of another type is noted. */
export const parseText = (
  notes: Notes,
  record: JsonRecord,
  fields: readonly string[],
  at: string,
  limit = TEXT_LIMIT,
): string | null => {
  for (const field of fields) {
    const value = record[field]
    const path = at ? `${at}.${field}` : field
    if (typeof value === 'string') {
      const text = boundedText(notes, value, path, limit)
      if (!isPlaceholder(text)) return text
    } else if (value !== undefined && value !== null) notes.addWrongType(path, value)
  }
  return null
}

const numberAsText = (value: unknown): unknown =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : value

/** A name: like `parseText`, but short, and a number counts as text (a chapter named 3). */
export const parseName = (notes: Notes, record: JsonRecord, fields: readonly string[], at: string): string | null => {
  const named = Object.fromEntries(fields.map((field) => [field, numberAsText(record[field])]))
  return parseText(notes, named, fields, at, NAME_LIMIT)
}

/** Spoken or shown text: kept as it is, even if it looks like a word for "none". */
export const parseSpeech = (notes: Notes, record: JsonRecord, fields: readonly string[], at: string): string | null => {
  for (const field of fields) {
    const value = numberAsText(record[field])
    if (typeof value === 'string') {
      const text = boundedText(notes, value, `${at}.${field}`, SPEECH_LIMIT)
      if (text !== '' && !UNSPOKEN.has(text)) return text
    } else if (value !== undefined && value !== null) notes.addWrongType(`${at}.${field}`, value)
  }
  return null
}

export type Span = { startMs: number; endMs: number }

/** The fields that may hold a time; the format's own field first. */
export type TimeFields = { start: readonly string[]; end: readonly string[] }

/** Blueprint and dataset: clock strings, otherwise raw or computed seconds next to them. */
export const CLOCK_FIELDS: TimeFields = {
  start: ['start_time', 'start_time_raw', 'start_sec', 'start'],
  end: ['end_time', 'end_time_raw', 'end_sec', 'end'],
}

/** Flat chapters: seconds. */
export const SECOND_FIELDS: TimeFields = {
  start: ['start', 'start_time', 'start_sec'],
  end: ['end', 'end_time', 'end_sec'],
}

type Found = { ms: number } | { unreadable: string; value: unknown } | null

const findTime = (notes: Notes, record: JsonRecord, fields: readonly string[], at: string): Found => {
  let unreadable: { unreadable: string; value: unknown } | null = null
  for (const field of fields) {
    const value = record[field]
    const ms = parseTime(value)
    if (ms !== null) {
      if (unreadable && !isAbsent(unreadable.value))
        notes.add(unreadable.unreadable, 'story.note.time_other_field', {
          found: describeValue(unreadable.value),
          field,
        })
      return { ms }
    }
    if (value !== undefined && value !== null) unreadable ??= { unreadable: `${at}.${field}`, value }
  }
  return unreadable
}

const requireTime = (notes: Notes, found: Found, path: string): number => {
  if (found === null) throw notes.errorAt(path, 'story.time_missing')
  if ('ms' in found) return found.ms
  throw notes.errorAt(found.unreadable, 'story.time_unreadable', { found: describeValue(found.value) })
}

const ordered = (notes: Notes, startMs: number, endMs: number, at: string): Span => {
  if (endMs >= startMs) return { startMs, endMs }
  notes.add(at, 'story.note.time_reversed')
  return { startMs: endMs, endMs: startMs }
}

/** The time of a scene or a spoken line, which has no fallback. An end may be given as `duration`. Throws with the path. */
export const parseRequiredSpan = (notes: Notes, record: JsonRecord, at: string, fields: TimeFields): Span => {
  const startMs = requireTime(notes, findTime(notes, record, fields.start, at), `${at}.${fields.start[0]}`)
  let end = findTime(notes, record, fields.end, at)
  const durationMs = end === null ? parseTime(record.duration) : null
  if (durationMs !== null) end = { ms: startMs + durationMs }
  return ordered(notes, startMs, requireTime(notes, end, `${at}.${fields.end[0]}`), at)
}

/** A time that may be absent: a missing start or end is that of `fallback`; null if there is no fallback either. */
export const parseOptionalSpan = (
  notes: Notes,
  record: JsonRecord,
  at: string,
  fields: TimeFields,
  fallback: Span | null,
): Span | null => {
  const pick = (found: Found): number | null => {
    if (found === null) return null
    if ('ms' in found) return found.ms
    if (!isAbsent(found.value)) notes.addWrongType(found.unreadable, found.value)
    return null
  }
  const startMs = pick(findTime(notes, record, fields.start, at)) ?? fallback?.startMs
  if (startMs === undefined) return null
  const endMs = pick(findTime(notes, record, fields.end, at)) ?? Math.max(fallback?.endMs ?? startMs, startMs)
  return ordered(notes, startMs, endMs, at)
}

/** Cuts an event to its scene. An event wholly outside becomes a point at the nearer end. */
export const fitSpan = (notes: Notes, span: Span, scene: Span, at: string): Span => {
  const inside = (ms: number) => Math.min(Math.max(ms, scene.startMs), scene.endMs)
  const fitted = { startMs: inside(span.startMs), endMs: inside(span.endMs) }
  if (fitted.startMs !== span.startMs || fitted.endMs !== span.endMs) notes.add(at, 'story.note.time_clamped')
  return fitted
}
