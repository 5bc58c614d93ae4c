import { parseChapters } from './chapters.ts'
import { distributeEvents, fitEvents, type Placed, parseEvents } from './events.ts'
import { parseFps } from './frame-rate.ts'
import { entriesOf, isRecord, type JsonRecord, type RecordEntry, recordsOf } from './json-record.ts'
import type { Notes } from './notes.ts'
import { parseName, parseRequiredSpan, parseText, SECOND_FIELDS, type Span } from './parse-fields.ts'
import type { ChapterDraft, SceneDraft, StoryDraft } from './story-draft.ts'

type FlatScene = Span & { id: number; entry: RecordEntry }

/** The scenes of one chapter. Every list entry uses up an id, even if it is not a scene. */
const parseScenes = (notes: Notes, value: unknown, at: string, firstId: number) => {
  const entries = entriesOf(notes, value, at)
  const scenes = entries.flatMap((entry, i): FlatScene[] => {
    if (!isRecord(entry.value)) {
      notes.addWrongType(entry.at, entry.value)
      return []
    }
    const span = parseRequiredSpan(notes, entry.value, entry.at, SECOND_FIELDS)
    if (span.startMs === span.endMs) notes.add(entry.at, 'story.note.no_length')
    return [{ id: firstId + i, ...span, entry: { ...entry, record: entry.value } }]
  })
  return { scenes, nextId: firstId + entries.length }
}

const draftScenes = (notes: Notes, chapter: RecordEntry, scenes: FlatScene[]): SceneDraft[] => {
  if (!scenes.length) return []
  const read = parseEvents(notes, chapter.record, chapter.at, SECOND_FIELDS, null)
  const share = <T extends Span>(placed: Placed<T>[]) => distributeEvents(notes, placed, scenes)
  const dialogues = share(read.dialogues)
  const captions = share(read.captions)
  const highlights = share(read.highlights)
  const cues = share(read.cues)
  return scenes.map((scene) => {
    const { record, at } = scene.entry
    const { id, startMs, endMs } = scene
    const own = {
      dialogues: dialogues.get(id) ?? [],
      captions: captions.get(id) ?? [],
      highlights: highlights.get(id) ?? [],
      cues: cues.get(id) ?? [],
    }
    return {
      id,
      startMs,
      endMs,
      name: parseName(notes, record, ['label', 'name'], at),
      text: parseText(notes, record, ['description', 'textual'], at),
      contentType: parseText(notes, record, ['scene_type', 'scene_content_type'], at),
      location: parseText(notes, record, ['location', 'inferred_location'], at),
      dynamics: parseText(notes, record, ['character_dynamics'], at),
      mood: parseText(notes, record, ['mood', 'mood_and_atmosphere'], at),
      ...fitEvents(notes, own, scene),
    }
  })
}

/** The characters that a file lists, as names or as objects with a name. */
const parseCharacters = (notes: Notes, raw: JsonRecord): string[] =>
  entriesOf(notes, raw.global_character_list, 'global_character_list').flatMap(
    ({ value, at }) => parseName(notes, isRecord(value) ? value : { name: value }, ['name'], at) ?? [],
  )

/** Parses flat chapters: each holds its scenes and events, times in seconds. Scenes are numbered 1… in playing order. */
export const parseFlat = (notes: Notes, raw: JsonRecord): StoryDraft => {
  const records = recordsOf(notes, raw.chapters, 'chapters')
  const chapters = parseChapters(notes, records, { number: ['sequence_number'], id: ['id'] })
  const scenes = new Map<number, SceneDraft>()
  const entries = new Map<number, RecordEntry>()
  let nextId = 1
  const inOrder = chapters
    .map((chapter, i) => ({ chapter, entry: records[i] }))
    .sort((a, b) => a.chapter.number - b.chapter.number)
  for (const { chapter, entry } of inOrder) {
    if (!entry) continue
    const found = parseScenes(notes, entry.record.scenes, `${entry.at}.scenes`, nextId)
    nextId = found.nextId
    for (const scene of found.scenes) entries.set(scene.id, scene.entry)
    for (const scene of draftScenes(notes, entry, found.scenes)) scenes.set(scene.id, scene)
    list(chapter, found.scenes)
  }
  return {
    format: 'flat',
    assetId: parseName(notes, raw, ['asset_id'], ''),
    name: parseName(notes, raw, ['project_name'], '') ?? '',
    fps: parseFps(raw),
    chapters,
    scenes,
    index: { entries, resolve: (ref) => (typeof ref === 'number' && entries.has(ref) ? ref : null) },
    ownChapter: new Map(),
    sequence: [...scenes.keys()],
    timelines: new Map(),
    listedCharacters: parseCharacters(notes, raw),
  }
}

const list = (chapter: ChapterDraft, scenes: FlatScene[]): void => {
  chapter.listed = scenes.map(({ id, entry }) => ({ ref: id, at: entry.at }))
}
