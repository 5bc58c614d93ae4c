import { describe, expect, test } from 'vitest'
import { AppError } from '../errors/app-error.ts'
import type { JsonRecord } from './json-record.ts'
import { normaliseStory } from './normalise-story.ts'
import type { Story } from './story.ts'

const scene = (id: unknown, fields: JsonRecord = {}): JsonRecord => ({
  scene_uuid: `uuid-${id}`,
  id,
  start_time: '00:00:10.000',
  end_time: '00:00:20.000',
  scene_content_type: 'Action',
  dialogues: [
    { content: 'We have to go now.', speaker: 'Clara', start_time: '00:00:11.000', end_time: '00:00:12.500' },
  ],
  captions: [{ content: 'Dawn', type: 'time', start_time: '00:00:10.000', end_time: '00:00:11.000' }],
  highlights: [
    {
      description: 'She runs.',
      type: 'Action',
      start_time: '00:00:12.000',
      end_time: '00:00:13.000',
      tags: ['run', 'N', 3],
    },
  ],
  inferred_location: 'Quay',
  character_dynamics: 'N/A',
  mood_and_atmosphere: 'Tense',
  ...fields,
})
const node = (local_id: unknown, narrative_index: unknown, fields: JsonRecord = {}) => ({
  local_id,
  narrative_index,
  narrative_function: 'LINEAR',
  ...fields,
})
const dataset = (ids: number[], fields: JsonRecord = {}): JsonRecord => ({
  asset_uuid: 'asset-1',
  project_uuid: 'project-1',
  project_metadata: { asset_name: 'Low Water', project_name: 'Season' },
  scenes: Object.fromEntries(ids.map((id) => [String(id), scene(id)])),
  chapters: { '1': { chapter_uuid: 'chapter-1', local_id: 1, name: 'One', scene_ids: ids.map(String) } },
  narrative_storyline: {
    root_branch_id: 'main',
    branches: { main: { branch_id: 'main', name: 'Main', nodes: ids.map((id, i) => node(id, i + 1)) } },
  },
  ...fields,
})
const read = (raw: unknown): Story => normaliseStory(raw, 'blueprint_path')
const idsOf = (story: Story) => story.scenes.map(({ id }) => id)
const toldIn = (ids: number[], branches: unknown) => idsOf(read(dataset(ids, { narrative_storyline: { branches } })))

describe('a dataset', () => {
  test('reads as it stands', () => {
    const story = read(dataset([101]))
    expect(story).toMatchObject({
      format: 'dataset',
      assetId: 'asset-1',
      name: 'Low Water',
      lang: 'en',
      characters: ['Clara'],
      chapters: [{ id: 'chapter-1', number: 1, name: 'One', sceneIds: [101] }],
    })
    expect(story.scenes[0]).toMatchObject({
      id: 101,
      chapterId: 'chapter-1',
      contentType: 'Action',
      location: 'Quay',
      dynamics: null,
      mood: 'Tense',
      text: null,
      captions: [{ text: 'Dawn', type: 'time' }],
      highlights: [{ description: 'She runs.', tags: ['run'] }],
    })
  })

  test('scenes are found by uuid, key, number or text, and may have local_id and computed seconds', () => {
    const dumped = {
      local_id: 2,
      id: undefined,
      start_time: undefined,
      end_time: undefined,
      start_sec: 1.5,
      end_sec: 4,
      duration: 2.5,
    }
    const story = read(
      dataset([1, 2, 3], {
        scenes: { first: scene(1), second: scene(2, dumped), '3': scene(3) },
        chapters: { '1': { chapter_uuid: 'c', local_id: 1, scene_ids: ['first', 'uuid-2', 3] } },
      }),
    )
    expect(story.chapters[0]?.sceneIds).toEqual([1, 2, 3])
    expect(story.scenes.find(({ id }) => id === 2)).toMatchObject({ startMs: 1500, endMs: 4000 })
  })

  test('a chapter without a uuid has its key as id, and no uuid is used twice', () => {
    const chapters = {
      '1': { local_id: 1, scene_ids: ['1'] },
      '2': { chapter_uuid: 'same', local_id: 2, scene_ids: ['2'] },
      '3': { chapter_uuid: 'same', local_id: 3, scene_ids: ['3'] },
    }
    const story = read(dataset([1, 2, 3], { chapters }))
    expect(story.chapters.map(({ id }) => id)).toEqual(['1', 'same', '3'])
  })

  test('a scene that no chapter lists joins the chapter of the scene before it', () => {
    const chapters = {
      a: { chapter_uuid: 'a', local_id: 1, scene_ids: ['1'] },
      b: { chapter_uuid: 'b', local_id: 2, scene_ids: ['3'] },
    }
    const story = read(dataset([1, 2, 3, 4], { chapters }))
    expect(story.chapters.map(({ sceneIds }) => sceneIds)).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  test.each([
    ['FLASHBACK', 'FLASHBACK'],
    ['flashforward', 'FLASHFORWARD'],
    ['INTERCUT', 'INTERCUT'],
    ['DIVERGENCE', 'DIVERGENCE'],
    ['LINEAR', 'LINEAR'],
    ['N', 'LINEAR'],
    [null, 'LINEAR'],
    [4, 'LINEAR'],
  ])('the function %j makes its scene %s', (narrative_function, timeline) => {
    const branches = { main: { nodes: [node(1, 1, { narrative_function })] } }
    expect(read(dataset([1], { narrative_storyline: { branches } })).scenes[0]?.timeline).toBe(timeline)
  })
})

describe('the storyline of a dataset', () => {
  test('follows the index; unknown scenes are dropped and missing ones come last', () => {
    expect(
      toldIn([1, 2, 3, 4], { main: { nodes: [node(3, 1), node(99, 2), null, {}, node('1', '0.5'), node(4, 9)] } }),
    ).toEqual([1, 3, 4, 2])
  })

  test('if nodes are numbered by themselves, their references name the scenes', () => {
    const nodes = [node(1, 1, { ref_scene_id: 3 }), node(2, 2, { ref_scene_id: 1 }), node(3, 3, { ref_scene_id: '2' })]
    expect(toldIn([1, 2, 3], { main: { nodes } })).toEqual([3, 1, 2])
  })

  test('if few nodes have a reference, it is ignored', () => {
    const nodes = [node(2, 1), node(3, 2, { ref_scene_id: 1 }), node(1, 3)]
    expect(toldIn([1, 2, 3], { main: { nodes } })).toEqual([2, 3, 1])
  })

  test('a child branch comes after the node it diverges from', () => {
    const branches = {
      side: { parent_branch_id: 'main', divergence_index: 2, nodes: [node(10, 1), node(11, 2)] },
      deep: { branch_id: 'deep', parent_branch_id: 'side', divergence_index: '1', nodes: [node(20, 1)] },
      main: { branch_id: 'main', nodes: [node(1, 1), node(2, 2), node(3, 3)] },
      late: { parent_branch_id: 'main', divergence_index: null, nodes: [node(30, 1)] },
    }
    expect(toldIn([1, 2, 3, 10, 11, 20, 30], branches)).toEqual([1, 2, 10, 20, 11, 3, 30])
  })

  test('branches that descend from themselves or from an unknown branch come last', () => {
    const branches = {
      hen: { parent_branch_id: 'egg', divergence_index: 1, nodes: [node(3, 1)] },
      egg: { parent_branch_id: 'hen', divergence_index: 1, nodes: [node(4, 1)] },
      self: { parent_branch_id: 'self', nodes: [node(5, 1)] },
      orphan: { parent_branch_id: 'nowhere', nodes: [node(2, 1)] },
      main: { nodes: [node(1, 1)] },
    }
    const story = read(dataset([1, 2, 3, 4, 5], { narrative_storyline: { branches } }))
    expect(idsOf(story)).toEqual([1, 2, 3, 4, 5])
    expect(story.notes.map(({ path }) => path)).toContain('narrative_storyline.branches["self"].parent_branch_id')
  })

  test('a chain of twenty thousand branches does not exhaust the stack', () => {
    const branches = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [
        `b${i}`,
        { parent_branch_id: i ? `b${i - 1}` : null, nodes: i === 19_999 ? [node(2, 1)] : [] },
      ]),
    )
    expect(toldIn([1, 2], branches)).toEqual([2, 1])
  })

  test.each([null, undefined, 'N', {}, { branches: [] }, { branches: { main: null } }])(
    'without one (%j) the playing order counts',
    (narrative_storyline) => {
      expect(idsOf(read(dataset([1, 2, 3], { narrative_storyline })))).toEqual([1, 2, 3])
    },
  )
})

test.each([
  [{ scenes: { '7': scene(7, { end_time: 'late' }) } }, 'scenes["7"].end_time'],
  [{ scenes: { x: scene('seven') } }, 'scenes["x"].id'],
  [{ chapters: { x: { local_id: 1.5, scene_ids: [] } } }, 'chapters["x"].local_id'],
  [{ scenes: {} }, 'scenes'],
])('a dataset that cannot be repaired (%j) says where', (fields, path) => {
  expect(() => read(dataset([1], fields))).toThrow(AppError)
  expect(() => read(dataset([1], fields))).toThrow(path)
})
