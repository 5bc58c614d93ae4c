import { describe, expect, test } from 'vitest'
import { rawBlueprint as blueprint, rawScene as scene } from '../testing/raw-blueprint.ts'
import { normaliseStory } from './normalise-story.ts'
import type { Story } from './story.ts'

const read = (raw: unknown): Story => normaliseStory(raw, 'blueprint_path')
const idsOf = (story: Story) => story.scenes.map(({ id }) => id)

describe('the storyline of a blueprint', () => {
  const scenes = Object.fromEntries([1, 2, 3, 4, 5].map((id) => [String(id), scene(id)]))
  const told = (narrative_timeline: unknown) => idsOf(read(blueprint(scenes, { narrative_timeline })))
  const sequence = (...ids: unknown[]) =>
    Object.fromEntries(ids.map((id, i) => [String(id), { narrative_index: (i + 1) * 10 }]))

  test('goes by the index, scenes left out come last', () => {
    const story = read(blueprint(scenes, { narrative_timeline: { type: 'linear', sequence: sequence(4, 2, 77) } }))
    expect(idsOf(story)).toEqual([4, 2, 1, 3, 5])
    expect(story.notes.map(({ path }) => path)).toContain('scenes["3"]')
  })

  test('an index that cannot be read leaves its scene to the end', () => {
    expect(
      told({
        sequence: {
          '5': { narrative_index: '1' },
          '1': { narrative_index: null },
          '2': 2,
          '3': 'x',
          '4': { narrative_index: 3 },
        },
      }),
    ).toEqual([5, 2, 4, 1, 3])
  })

  test.each([null, undefined, 'N', {}, { type: 'linear' }, { sequence: null }, { branches: {} }, 4])(
    'without one (%j) the playing order counts',
    (timeline) => {
      expect(told(timeline)).toEqual([1, 2, 3, 4, 5])
    },
  )

  test('branches are merged, intersections of any shape are accepted', () => {
    const branches = {
      BRANCH_0: { sequence: sequence(1, 3, 5) },
      BRANCH_1: { sequence: sequence(2, 4, 5) },
      BRANCH_2: null,
    }
    for (const intersections of [[], null, [{ scene_id: 5, branches: ['BRANCH_0'] }], 'N'])
      expect(told({ type: 'multi_branch', branches, intersections })).toEqual([1, 3, 2, 4, 5])
  })
})
