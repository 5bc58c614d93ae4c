import { readFps } from './frame-rate.ts'
import { indexScenes } from './index-scenes.ts'
import { readChapters } from './read-chapters.ts'
import { type JsonRecord, recordAt, recordsOf } from './read-record.ts'
import { readScene } from './read-scene.ts'
import { readStoryline, sceneOfNode } from './read-storyline.ts'
import { readName } from './read-text.ts'
import type { Reading } from './reading.ts'
import type { StoryDraft } from './story-draft.ts'

const OWN_CHAPTER_FIELDS = ['chapter_uuid', 'chapter_id', 'chapter_local_id'] as const

/** NarrativeDataset: chapters that list scenes, scenes by id, a storyline of nodes in branches. */
export const readDataset = (reading: Reading, raw: JsonRecord): StoryDraft => {
  const metadata = recordAt(reading, raw, 'project_metadata')
  const chapters = readChapters(reading, recordsOf(reading, raw.chapters, 'chapters'), {
    number: ['local_id', 'id'],
    id: ['chapter_uuid'],
  })
  const nodes = readStoryline(reading, raw)
  const listed = chapters.flatMap((chapter) => chapter.listed.map(({ ref }) => ref))
  const index = indexScenes(reading, recordsOf(reading, raw.scenes, 'scenes'), listed)
  const draft: StoryDraft = {
    format: 'dataset',
    assetId: readName(reading, raw, ['asset_uuid'], ''),
    name: readName(reading, metadata, ['asset_name', 'project_name'], 'project_metadata') ?? '',
    fps: readFps(raw, metadata),
    chapters,
    scenes: new Map(),
    index,
    ownChapter: new Map(),
    sequence: [],
    timelines: new Map(),
    listedCharacters: [],
  }
  for (const [id, entry] of index.entries) {
    draft.scenes.set(id, readScene(reading, id, entry))
    const field = OWN_CHAPTER_FIELDS.find((name) => entry.record[name] !== undefined)
    if (field) draft.ownChapter.set(id, { ref: entry.record[field], at: `${entry.at}.${field}` })
  }
  const sceneOf = sceneOfNode(nodes, index.resolve)
  for (const node of nodes) {
    const id = sceneOf(node)
    if (id === null) {
      reading.note(node.at, 'story.note.unknown_scene')
      continue
    }
    draft.sequence.push(id)
    if (!draft.timelines.has(id)) draft.timelines.set(id, node.timeline)
  }
  return draft
}
