import { describeValue } from '../errors/describe-issue.ts'
import { fitEvents, parseEvents } from './events.ts'
import { parseInteger, type RecordEntry } from './json-record.ts'
import type { Notes } from './notes.ts'
import { CLOCK_FIELDS, parseName, parseRequiredSpan, parseText } from './parse-fields.ts'
import type { Chapter } from './story.ts'
import type { SceneDraft, SceneIndex, StoryDraft } from './story-draft.ts'

/** A scene of a blueprint or a dataset. Throws if its time, or that of a spoken line, cannot be parsed. */
export const parseScene = (notes: Notes, id: number, { record, at }: RecordEntry): SceneDraft => {
  const span = parseRequiredSpan(notes, record, at, CLOCK_FIELDS)
  if (span.startMs === span.endMs) notes.add(at, 'story.note.no_length')
  return {
    id,
    ...span,
    name: parseName(notes, record, ['name'], at),
    text: parseText(notes, record, ['textual', 'description'], at),
    contentType: parseText(notes, record, ['scene_content_type'], at),
    location: parseText(notes, record, ['inferred_location'], at),
    dynamics: parseText(notes, record, ['character_dynamics'], at),
    mood: parseText(notes, record, ['mood_and_atmosphere'], at),
    ...fitEvents(notes, parseEvents(notes, record, at, CLOCK_FIELDS, span), span),
  }
}

const ownId = (entry: RecordEntry): unknown => entry.record.id ?? entry.record.local_id

/**
 * Decides the id of each scene. The dictionary key and the `id` inside usually agree. If they do not, the references
 * of the file (chapter lists, storyline) show which of the two it uses: the one that more references match. Keys win a
 * tie, because they cannot repeat. Throws for a scene with an integer in neither place; a scene that repeats an id is
 * dropped with a note.
 */
export const indexScenes = (notes: Notes, records: RecordEntry[], references: readonly unknown[]): SceneIndex => {
  const wanted = new Set(references.map(parseInteger))
  const hits = (ids: (number | null)[]) => new Set(ids.filter((id) => id !== null && wanted.has(id))).size
  const keysRule =
    hits(records.map(({ key }) => parseInteger(key))) >= hits(records.map((entry) => parseInteger(ownId(entry))))

  const entries = new Map<number, RecordEntry>()
  const aliases = new Map<string, number>()
  for (const entry of records) {
    const byKey = parseInteger(entry.key)
    const byId = parseInteger(ownId(entry))
    const id = keysRule ? (byKey ?? byId) : (byId ?? byKey)
    if (id === null) {
      const found = ownId(entry)
      throw notes.errorAt(`${entry.at}.id`, 'story.id_not_integer', { found: describeValue(found ?? null) })
    }
    if (entries.has(id)) {
      notes.add(entry.at, 'story.note.id_repeated', { id })
      continue
    }
    if (byKey !== null && byId !== byKey && ownId(entry) !== undefined)
      notes.add(`${entry.at}.id`, 'story.note.id_mismatch', { found: describeValue(ownId(entry)), id })
    entries.set(id, entry)
    for (const alias of [entry.key, byId, entry.record.scene_uuid])
      if (typeof alias === 'string' || typeof alias === 'number') aliases.set(String(alias), id)
  }
  const resolve = (ref: unknown): number | null => {
    const id = parseInteger(ref)
    if (id !== null && entries.has(id)) return id
    return typeof ref === 'string' || typeof ref === 'number' ? (aliases.get(String(ref)) ?? null) : null
  }
  return { entries, resolve }
}

/**
 * Every scene once, in storyline order. Scenes that the storyline omits come last, sorted by chapter, time and id;
 * without a storyline, all scenes are sorted that way.
 */
export const orderScenes = (notes: Notes, draft: StoryDraft, chapterOf: Map<number, Chapter>): number[] => {
  const order = new Set(draft.sequence)
  const left = [...draft.scenes.values()]
    .filter(({ id }) => !order.has(id))
    .sort(
      (a, b) =>
        (chapterOf.get(a.id)?.number ?? 0) - (chapterOf.get(b.id)?.number ?? 0) || a.startMs - b.startMs || a.id - b.id,
    )
  for (const { id } of left) {
    if (draft.sequence.length) notes.add(draft.index.entries.get(id)?.at ?? 'scenes', 'story.note.appended')
    order.add(id)
  }
  return [...order]
}
