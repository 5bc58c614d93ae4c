import { entriesOf, type JsonRecord, recordsOf } from './read-record.ts'
import { fitSpan, readOptionalSpan, readRequiredSpan, type Span, type TimeFields } from './read-span.ts'
import { cleanText, isPlaceholder, NAME_LIMIT, readName, readSpeech, readText } from './read-text.ts'
import type { Reading } from './reading.ts'
import type { Caption, Cue, Dialogue, Highlight } from './story.ts'

/** An event as read, before it is cut to its scene, with the JSON path it stands at. */
export type Placed<T extends Span> = { event: T; at: string }

export type SceneEvents = { dialogues: Dialogue[]; captions: Caption[]; highlights: Highlight[]; cues: Cue[] }

type PlacedEvents = {
  dialogues: Placed<Dialogue>[]
  captions: Placed<Caption>[]
  highlights: Placed<Highlight>[]
  cues: Placed<Cue>[]
}

const MAX_TAGS = 50

const tagsOf = (reading: Reading, value: unknown, at: string): string[] => {
  const tags: string[] = []
  for (const entry of entriesOf(reading, value, at).slice(0, MAX_TAGS)) {
    if (typeof entry.value !== 'string') reading.noteWrongType(entry.at, entry.value)
    else if (!isPlaceholder(entry.value)) tags.push(cleanText(entry.value.slice(0, NAME_LIMIT)))
  }
  return tags
}

const readDialogue = (reading: Reading, record: JsonRecord, at: string, fields: TimeFields): Dialogue | null => {
  const text = readSpeech(reading, record, ['content', 'text'], at)
  if (text === null) {
    reading.note(at, 'story.note.no_words')
    return null
  }
  return { text, speaker: readName(reading, record, ['speaker'], at), ...readRequiredSpan(reading, record, at, fields) }
}

/**
 * The events listed in a scene, or in a whole chapter where the format lists them there. Spoken lines need a time of
 * their own (throws without); the others may leave it out and then last as long as `scene`.
 */
export const readEvents = (
  reading: Reading,
  parent: JsonRecord,
  at: string,
  fields: TimeFields,
  scene: Span | null,
): PlacedEvents => {
  const list = <T extends Span>(field: string, read: (record: JsonRecord, at: string) => T | null): Placed<T>[] => {
    const placed: Placed<T>[] = []
    for (const entry of recordsOf(reading, parent[field], `${at}.${field}`)) {
      const event = read(entry.record, entry.at)
      if (event) placed.push({ event, at: entry.at })
    }
    return placed
  }
  const timed = <T extends object>(event: T, record: JsonRecord, path: string): (T & Span) | null => {
    const span = readOptionalSpan(reading, record, path, fields, scene)
    if (!span) reading.note(path, 'story.note.no_time')
    return span && { ...event, ...span }
  }
  return {
    dialogues: list('dialogues', (record, path) => readDialogue(reading, record, path, fields)),
    captions: list('captions', (record, path) => {
      const text = readSpeech(reading, record, ['content', 'text', 'value'], path)
      return text === null
        ? null
        : timed({ text, type: readName(reading, record, ['type', 'category'], path) }, record, path)
    }),
    highlights: list('highlights', (record, path) => {
      const highlight = {
        description: readText(reading, record, ['description', 'content', 'text'], path),
        type: readName(reading, record, ['type', 'category'], path),
        mood: readText(reading, record, ['mood'], path),
        tags: tagsOf(reading, record.tags, `${path}.tags`),
      }
      const says = highlight.description ?? highlight.type ?? highlight.mood ?? highlight.tags[0]
      return says === undefined ? null : timed(highlight, record, path)
    }),
    cues: list('narrative_cues', (record, path) => {
      const value = readText(reading, record, ['value', 'content', 'text'], path)
      return value === null ? null : timed({ type: readName(reading, record, ['type'], path), value }, record, path)
    }),
  }
}

const fitted = <T extends Span>(reading: Reading, placed: readonly Placed<T>[], scene: Span): T[] =>
  placed
    .map(({ event, at }) => ({ ...event, ...fitSpan(reading, event, scene, at) }))
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)

/** The events of one scene: cut to it and in the order of time. */
export const fitEvents = (reading: Reading, placed: PlacedEvents, scene: Span): SceneEvents => ({
  dialogues: fitted(reading, placed.dialogues, scene),
  captions: fitted(reading, placed.captions, scene),
  highlights: fitted(reading, placed.highlights, scene),
  cues: fitted(reading, placed.cues, scene),
})
