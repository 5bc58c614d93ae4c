import { describeValue } from '../errors/describe-issue.ts'
import { isAbsent, type JsonRecord } from './read-record.ts'
import type { Reading } from './reading.ts'
import { parseTime } from './time.ts'

export type Span = { startMs: number; endMs: number }

/** The fields that may hold a time, the format's own first. */
export type TimeFields = { start: readonly string[]; end: readonly string[] }

/** Blueprint and dataset: clock strings, else raw or computed seconds beside them. */
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

const findTime = (reading: Reading, record: JsonRecord, fields: readonly string[], at: string): Found => {
  let unreadable: { unreadable: string; value: unknown } | null = null
  for (const field of fields) {
    const value = record[field]
    const ms = parseTime(value)
    if (ms !== null) {
      if (unreadable && !isAbsent(unreadable.value))
        reading.note(unreadable.unreadable, 'story.note.time_other_field', {
          found: describeValue(unreadable.value),
          field,
        })
      return { ms }
    }
    if (value !== undefined && value !== null) unreadable ??= { unreadable: `${at}.${field}`, value }
  }
  return unreadable
}

const requireTime = (reading: Reading, found: Found, path: string): number => {
  if (found === null) throw reading.reject(path, 'story.time_missing')
  if ('ms' in found) return found.ms
  throw reading.reject(found.unreadable, 'story.time_unreadable', { found: describeValue(found.value) })
}

const ordered = (reading: Reading, startMs: number, endMs: number, at: string): Span => {
  if (endMs >= startMs) return { startMs, endMs }
  reading.note(at, 'story.note.time_reversed')
  return { startMs: endMs, endMs: startMs }
}

/** A time nothing can replace: of a scene, of a spoken line. An end may be given as `duration`. Throws with the path. */
export const readRequiredSpan = (reading: Reading, record: JsonRecord, at: string, fields: TimeFields): Span => {
  const startMs = requireTime(reading, findTime(reading, record, fields.start, at), `${at}.${fields.start[0]}`)
  let end = findTime(reading, record, fields.end, at)
  const durationMs = end === null ? parseTime(record.duration) : null
  if (durationMs !== null) end = { ms: startMs + durationMs }
  return ordered(reading, startMs, requireTime(reading, end, `${at}.${fields.end[0]}`), at)
}

/** A time that may be absent: what is missing is `fallback`'s; null when there is none to fall back on. */
export const readOptionalSpan = (
  reading: Reading,
  record: JsonRecord,
  at: string,
  fields: TimeFields,
  fallback: Span | null,
): Span | null => {
  const pick = (found: Found): number | null => {
    if (found === null) return null
    if ('ms' in found) return found.ms
    if (!isAbsent(found.value)) reading.noteWrongType(found.unreadable, found.value)
    return null
  }
  const startMs = pick(findTime(reading, record, fields.start, at)) ?? fallback?.startMs
  if (startMs === undefined) return null
  const endMs = pick(findTime(reading, record, fields.end, at)) ?? Math.max(fallback?.endMs ?? startMs, startMs)
  return ordered(reading, startMs, endMs, at)
}

/** Cut to lie inside its scene; what lies wholly outside becomes a point at the nearer end. */
export const fitSpan = (reading: Reading, span: Span, scene: Span, at: string): Span => {
  const inside = (ms: number) => Math.min(Math.max(ms, scene.startMs), scene.endMs)
  const fitted = { startMs: inside(span.startMs), endMs: inside(span.endMs) }
  if (fitted.startMs !== span.startMs || fitted.endMs !== span.endMs) reading.note(at, 'story.note.time_clamped')
  return fitted
}
