import { entriesOf, isPlaceholder, type JsonRecord, recordsOf } from './json-record.ts'
import type { Notes } from './notes.ts'
import {
  cleanText,
  fitSpan,
  NAME_LIMIT,
  parseName,
  parseOptionalSpan,
  parseRequiredSpan,
  parseSpeech,
  parseText,
  type Span,
  type TimeFields,
} from './parse-fields.ts'
import type { Caption, Cue, Dialogue, Highlight } from './story.ts'

/** An event before it is cut to its scene, with its JSON path. */
export type Placed<T extends Span> = { event: T; at: string }

export type SceneEvents = { dialogues: Dialogue[]; captions: Caption[]; highlights: Highlight[]; cues: Cue[] }

type PlacedEvents = {
  dialogues: Placed<Dialogue>[]
  captions: Placed<Caption>[]
  highlights: Placed<Highlight>[]
  cues: Placed<Cue>[]
}

const MAX_TAGS = 50

const tagsOf = (notes: Notes, value: unknown, at: string): string[] => {
  const tags: string[] = []
  for (const entry of entriesOf(notes, value, at).slice(0, MAX_TAGS)) {
    if (typeof entry.value !== 'string') notes.addWrongType(entry.at, entry.value)
    else if (!isPlaceholder(entry.value)) tags.push(cleanText(entry.value.slice(0, NAME_LIMIT)))
  }
  return tags
}

const parseDialogue = (notes: Notes, record: JsonRecord, at: string, fields: TimeFields): Dialogue | null => {
  const text = parseSpeech(notes, record, ['content', 'text'], at)
  if (text === null) {
    notes.add(at, 'story.note.no_words')
    return null
  }
  return { text, speaker: parseName(notes, record, ['speaker'], at), ...parseRequiredSpan(notes, record, at, fields) }
}

/**
 * The events listed in a scene, or in a whole chapter where the format lists them there. A spoken line needs its own
 * time (throws without one). Other events may have none and then last as long as `scene`.
 */
export const parseEvents = (
  notes: Notes,
  parent: JsonRecord,
  at: string,
  fields: TimeFields,
  scene: Span | null,
): PlacedEvents => {
  const list = <T extends Span>(field: string, read: (record: JsonRecord, at: string) => T | null): Placed<T>[] => {
    const placed: Placed<T>[] = []
    for (const entry of recordsOf(notes, parent[field], `${at}.${field}`)) {
      const event = read(entry.record, entry.at)
      if (event) placed.push({ event, at: entry.at })
    }
    return placed
  }
  const timed = <T extends object>(event: T, record: JsonRecord, path: string): (T & Span) | null => {
    const span = parseOptionalSpan(notes, record, path, fields, scene)
    if (!span) notes.add(path, 'story.note.no_time')
    return span && { ...event, ...span }
  }
  return {
    dialogues: list('dialogues', (record, path) => parseDialogue(notes, record, path, fields)),
    captions: list('captions', (record, path) => {
      const text = parseSpeech(notes, record, ['content', 'text', 'value'], path)
      return text === null
        ? null
        : timed({ text, type: parseName(notes, record, ['type', 'category'], path) }, record, path)
    }),
    highlights: list('highlights', (record, path) => {
      const highlight = {
        description: parseText(notes, record, ['description', 'content', 'text'], path),
        type: parseName(notes, record, ['type', 'category'], path),
        mood: parseText(notes, record, ['mood'], path),
        tags: tagsOf(notes, record.tags, `${path}.tags`),
      }
      const says = highlight.description ?? highlight.type ?? highlight.mood ?? highlight.tags[0]
      return says === undefined ? null : timed(highlight, record, path)
    }),
    cues: list('narrative_cues', (record, path) => {
      const value = parseText(notes, record, ['value', 'content', 'text'], path)
      return value === null ? null : timed({ type: parseName(notes, record, ['type'], path), value }, record, path)
    }),
  }
}

const fitted = <T extends Span>(notes: Notes, placed: readonly Placed<T>[], scene: Span): T[] =>
  placed
    .map(({ event, at }) => ({ ...event, ...fitSpan(notes, event, scene, at) }))
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)

/** The events of one scene, cut to the scene and sorted by time. */
export const fitEvents = (notes: Notes, placed: PlacedEvents, scene: Span): SceneEvents => ({
  dialogues: fitted(notes, placed.dialogues, scene),
  captions: fitted(notes, placed.captions, scene),
  highlights: fitted(notes, placed.highlights, scene),
  cues: fitted(notes, placed.cues, scene),
})

/**
 * Distributes the events of a chapter over its scenes. An event belongs to the scene in which it starts; if scenes
 * overlap, to the one that began last. An event that starts between scenes belongs to the next scene if it reaches
 * into it, otherwise to the previous one. `scenes` must not be empty.
 */
export const distributeEvents = <T extends Span>(
  notes: Notes,
  events: readonly Placed<T>[],
  scenes: readonly (Span & { id: number })[],
): Map<number, Placed<T>[]> => {
  const byStart = [...scenes].sort((a, b) => a.startMs - b.startMs || a.id - b.id)
  const shares = new Map<number, Placed<T>[]>()
  const open: (Span & { id: number })[] = []
  let begun = 0
  for (const placed of [...events].sort((a, b) => a.event.startMs - b.event.startMs)) {
    const { startMs, endMs } = placed.event
    for (let next = byStart[begun]; next && next.startMs <= startMs; next = byStart[begun]) {
      open.push(next)
      begun += 1
    }
    while ((open.at(-1)?.endMs ?? Number.POSITIVE_INFINITY) <= startMs) open.pop()
    const next = byStart[begun]
    const reached = next && (next.startMs < endMs || begun === 0) ? next : byStart[begun - 1]
    const scene = open.at(-1) ?? reached
    if (!scene) continue
    if (!open.length) notes.add(placed.at, 'story.note.between_scenes', { id: scene.id })
    const share = shares.get(scene.id) ?? []
    share.push(placed)
    shares.set(scene.id, share)
  }
  return shares
}
