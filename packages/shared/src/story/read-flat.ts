import { readFps } from './frame-rate.ts'
import { readChapters } from './read-chapters.ts'
import { fitEvents, type Placed, readEvents } from './read-events.ts'
import { entriesOf, isRecord, type JsonRecord, type RecordEntry, recordsOf } from './read-record.ts'
import { readRequiredSpan, SECOND_FIELDS, type Span } from './read-span.ts'
import { readName, readText } from './read-text.ts'
import type { Reading } from './reading.ts'
import { shareEvents } from './share-events.ts'
import type { ChapterDraft, SceneDraft, StoryDraft } from './story-draft.ts'

type FlatScene = Span & { id: number; entry: RecordEntry }

/** The scenes of one chapter. Every place in the list has its number, also one that holds no scene. */
const readScenes = (reading: Reading, value: unknown, at: string, firstId: number) => {
  const entries = entriesOf(reading, value, at)
  const scenes = entries.flatMap((entry, i): FlatScene[] => {
    if (!isRecord(entry.value)) {
      reading.noteWrongType(entry.at, entry.value)
      return []
    }
    const span = readRequiredSpan(reading, entry.value, entry.at, SECOND_FIELDS)
    if (span.startMs === span.endMs) reading.note(entry.at, 'story.note.no_length')
    return [{ id: firstId + i, ...span, entry: { ...entry, record: entry.value } }]
  })
  return { scenes, nextId: firstId + entries.length }
}

const draftScenes = (reading: Reading, chapter: RecordEntry, scenes: FlatScene[]): SceneDraft[] => {
  if (!scenes.length) return []
  const read = readEvents(reading, chapter.record, chapter.at, SECOND_FIELDS, null)
  const share = <T extends Span>(placed: Placed<T>[]) => shareEvents(reading, placed, scenes)
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
      name: readName(reading, record, ['label', 'name'], at),
      text: readText(reading, record, ['description', 'textual'], at),
      contentType: readText(reading, record, ['scene_type', 'scene_content_type'], at),
      location: readText(reading, record, ['location', 'inferred_location'], at),
      dynamics: readText(reading, record, ['character_dynamics'], at),
      mood: readText(reading, record, ['mood', 'mood_and_atmosphere'], at),
      ...fitEvents(reading, own, scene),
    }
  })
}

/** The characters a file lists, as names or as objects with one. */
const readCharacters = (reading: Reading, raw: JsonRecord): string[] =>
  entriesOf(reading, raw.global_character_list, 'global_character_list').flatMap(
    ({ value, at }) => readName(reading, isRecord(value) ? value : { name: value }, ['name'], at) ?? [],
  )

/** Flat chapters: each holds its scenes and events with times in seconds; scenes are numbered 1… in playing order. */
export const readFlat = (reading: Reading, raw: JsonRecord): StoryDraft => {
  const records = recordsOf(reading, raw.chapters, 'chapters')
  const chapters = readChapters(reading, records, { number: ['sequence_number'], id: ['id'] })
  const scenes = new Map<number, SceneDraft>()
  const entries = new Map<number, RecordEntry>()
  let nextId = 1
  const inOrder = chapters
    .map((chapter, i) => ({ chapter, entry: records[i] }))
    .sort((a, b) => a.chapter.number - b.chapter.number)
  for (const { chapter, entry } of inOrder) {
    if (!entry) continue
    const found = readScenes(reading, entry.record.scenes, `${entry.at}.scenes`, nextId)
    nextId = found.nextId
    for (const scene of found.scenes) entries.set(scene.id, scene.entry)
    for (const scene of draftScenes(reading, entry, found.scenes)) scenes.set(scene.id, scene)
    list(chapter, found.scenes)
  }
  return {
    format: 'flat',
    assetId: readName(reading, raw, ['asset_id'], ''),
    name: readName(reading, raw, ['project_name'], '') ?? '',
    fps: readFps(raw),
    chapters,
    scenes,
    index: { entries, resolve: (ref) => (typeof ref === 'number' && entries.has(ref) ? ref : null) },
    ownChapter: new Map(),
    sequence: [...scenes.keys()],
    timelines: new Map(),
    listedCharacters: readCharacters(reading, raw),
  }
}

const list = (chapter: ChapterDraft, scenes: FlatScene[]): void => {
  chapter.listed = scenes.map(({ id, entry }) => ({ ref: id, at: entry.at }))
}
