import { readFps } from './frame-rate.ts'
import { indexScenes } from './index-scenes.ts'
import { readChapters } from './read-chapters.ts'
import { isRecord, type JsonRecord, recordAt, recordsOf } from './read-record.ts'
import { readScene } from './read-scene.ts'
import { readSequences, tellSequences } from './read-sequence.ts'
import { readName } from './read-text.ts'
import type { Reading } from './reading.ts'
import type { Timeline } from './story.ts'
import type { StoryDraft } from './story-draft.ts'

/** Every other marker, also an unknown one, tells its scene in line. */
const TIMELINE_OF_MARKER = new Map<unknown, Timeline>([
  ['PAST', 'FLASHBACK'],
  ['INSERT_PAST', 'FLASHBACK'],
  ['RECALL', 'FLASHBACK'],
  ['FUTURE', 'FLASHFORWARD'],
  ['FORWARD', 'FLASHFORWARD'],
])

const timelineOf = (marker: unknown): Timeline => {
  const type = isRecord(marker) ? marker.type : marker
  return TIMELINE_OF_MARKER.get(typeof type === 'string' ? type.trim().toUpperCase() : type) ?? 'LINEAR'
}

/** Blueprint v2.1: chapters that list scene ids, scenes by id, a timeline that is linear or branches. */
export const readBlueprint = (reading: Reading, raw: JsonRecord): StoryDraft => {
  const metadata = recordAt(reading, raw, 'project_metadata')
  const chapters = readChapters(reading, recordsOf(reading, raw.chapters, 'chapters'), { number: ['id'], id: [] })
  const sequences = readSequences(reading, raw)
  const listed = chapters.flatMap((chapter) => chapter.listed.map(({ ref }) => ref))
  const told = sequences.flatMap((steps) => steps.map(({ ref }) => ref))
  const index = indexScenes(reading, recordsOf(reading, raw.scenes, 'scenes'), [...listed, ...told])
  const draft: StoryDraft = {
    format: 'blueprint',
    assetId: null,
    name: readName(reading, metadata, ['project_name'], 'project_metadata') ?? '',
    fps: readFps(raw, metadata),
    chapters,
    scenes: new Map(),
    index,
    ownChapter: new Map(),
    sequence: tellSequences(reading, sequences, index.resolve),
    timelines: new Map(),
    listedCharacters: [],
  }
  for (const [id, entry] of index.entries) {
    draft.scenes.set(id, readScene(reading, id, entry))
    draft.ownChapter.set(id, { ref: entry.record.chapter_id, at: `${entry.at}.chapter_id` })
    draft.timelines.set(id, timelineOf(entry.record.timeline_marker))
  }
  return draft
}
