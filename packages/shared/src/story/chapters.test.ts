import { describe, expect, test } from 'vitest'
import { rawBlueprint as blueprint, rawScene as scene } from '../testing/test-stories.ts'
import { normaliseStory } from './normalise-story.ts'
import type { Story } from './story.ts'

const read = (raw: unknown): Story => normaliseStory(raw, 'blueprint_path')
const idsOf = (story: Story) => story.scenes.map(({ id }) => id)

describe('ids and chapters of a blueprint', () => {
  test('ids may be digits or local_id', () => {
    const raw = blueprint({ '7': scene('7'), '8': { ...scene(undefined), local_id: 8 } })
    expect(idsOf(read(raw))).toEqual([7, 8])
  })

  test('if key and id disagree, the one that the file refers to counts', () => {
    const byKey = read(blueprint({ '5': scene(5), '6': scene(60) }))
    expect(idsOf(byKey)).toEqual([5, 6])
    expect(byKey.notes[0]?.path).toBe('scenes["6"].id')
    const raw = blueprint({ '0': scene(1), '1': scene(2), '2': scene(3) }, { narrative_timeline: null })
    expect(idsOf(read({ ...raw, chapters: { '1': { id: 1, scene_ids: [1, 2, 3] } } }))).toEqual([1, 2, 3])
  })

  test('if nothing refers to either, the key counts', () => {
    const raw = blueprint({ '5': scene(50) }, { chapters: null, narrative_timeline: null })
    expect(idsOf(read(raw))).toEqual([5])
  })

  test('a scene that repeats an id is dropped', () => {
    const story = read({ ...blueprint({}), scenes: [scene(3), scene(3), scene(4)] })
    expect([...idsOf(story)].sort()).toEqual([3, 4])
  })

  test('chapters may list scenes as text, twice, unknown or not at all', () => {
    const raw = blueprint(
      {
        '1': scene(1),
        '2': scene(2, { chapter_id: 2 }),
        '3': scene(3, { chapter_id: '2' }),
        '4': scene(4, { chapter_id: 9 }),
      },
      { chapters: { '1': { id: 1, scene_ids: ['1', 2, 99, null, 1] }, '2': { id: '2', scene_ids: [2] } } },
    )
    const story = read(raw)
    expect(story.chapters.map(({ number, sceneIds }) => [number, sceneIds])).toEqual([
      [1, [1]],
      [2, [2, 3]],
      [9, [4]],
    ])
    expect(story.notes.map(({ path }) => path)).toContain('chapters["1"].scene_ids[2]')
  })

  test.each([null, undefined, 'N', [[]], {}])('chapters %j: scenes name their own chapter', (chapters) => {
    const story = read(
      blueprint({ '1': scene(1), '2': scene(2, { chapter_id: 3 }), '5': scene(5, { chapter_id: null }) }, { chapters }),
    )
    expect(story.chapters.map(({ number, sceneIds }) => [number, sceneIds])).toEqual([
      [1, [1]],
      [3, [2, 5]],
    ])
  })

  test('chapters are sorted by number, and one without a number comes last', () => {
    const chapters = {
      ten: { id: 10, scene_ids: [1] },
      two: { id: 2, scene_ids: [2] },
      more: { id: null, scene_ids: [3] },
    }
    const story = read(blueprint({ '1': scene(1), '2': scene(2), '3': scene(3) }, { chapters }))
    expect(story.chapters.map(({ number, sceneIds }) => [number, sceneIds])).toEqual([
      [2, [2]],
      [10, [1]],
      [11, [3]],
    ])
  })

  test('two chapters with the same number stay two', () => {
    const chapters = { '1': { id: 1, scene_ids: [1] }, '2': { id: 1, scene_ids: [2] } }
    const story = read(blueprint({ '1': scene(1), '2': scene(2) }, { chapters }))
    expect(new Set(story.scenes.map(({ chapterId }) => chapterId)).size).toBe(2)
  })
})
