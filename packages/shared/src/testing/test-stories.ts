import type { JsonRecord } from '../story/json-record.ts'
import type { Scene } from '../story/story.ts'

/** A scene of ten seconds that is empty except for the given fields. */
export const makeScene = (id: number, given: Partial<Scene> = {}): Scene => ({
  id,
  chapterId: '1',
  chapterNumber: 1,
  order: id,
  timeline: 'LINEAR',
  startMs: 0,
  endMs: 10_000,
  name: null,
  text: null,
  contentType: null,
  location: null,
  dynamics: null,
  mood: null,
  dialogues: [],
  captions: [],
  highlights: [],
  cues: [],
  ...given,
})

/** A spoken line of a raw blueprint. */
export const rawLine = (content: unknown, start_time: unknown, end_time: unknown, speaker: unknown = '林晚') => ({
  content,
  speaker,
  start_time,
  end_time,
})
/** A raw scene of ten seconds with one line; `fields` replace or add to its own. */
export const rawScene = (id: unknown, fields: JsonRecord = {}): JsonRecord => ({
  id,
  name: `场景${id}`,
  textual: '雨夜',
  chapter_id: 1,
  start_time: '00:00:10.000',
  end_time: '00:00:20.000',
  dialogues: [rawLine('你来了。', '00:00:11.000', '00:00:12.500')],
  captions: [],
  highlights: [],
  narrative_cues: [],
  ...fields,
})
/** A raw blueprint of one chapter, with its scenes in the order of their keys. */
export const rawBlueprint = (scenes: JsonRecord, fields: JsonRecord = {}): JsonRecord => ({
  project_metadata: { project_name: '借来的姓', version: '2.1' },
  chapters: { '1': { id: 1, name: '第一集', scene_ids: Object.keys(scenes).map(Number) } },
  scenes,
  narrative_timeline: {
    type: 'linear',
    sequence: Object.fromEntries(Object.keys(scenes).map((id, i) => [id, { narrative_index: i + 1 }])),
  },
  ...fields,
})
