import type { CharacterFact } from '@vss/shared/story/facts.ts'
import { describe, expect, test } from 'vitest'
import { mergeFacts } from './merge-facts.ts'

const fact = (overrides: Partial<CharacterFact>): CharacterFact => ({
  sceneId: 1,
  character: 'Ada',
  attribute: 'occupation',
  value: 'pilot',
  sourceText: "I'm a pilot.",
  type: 'stateful',
  ...overrides,
})

const scenes = [
  { id: 7, order: 0 },
  { id: 1, order: 1 },
]

describe('mergeFacts', () => {
  test('keeps the earliest scene of a fact that is stated twice', () => {
    const merged = mergeFacts([fact({}), fact({ sceneId: 7, value: 'Pilot ' })], scenes)
    expect(merged.facts).toEqual([fact({ sceneId: 7, value: 'Pilot ' })])
  })

  test('keeps a mood once in every scene that states it', () => {
    const afraid = { attribute: 'mental_status', value: 'afraid', type: 'ephemeral' } as const
    const merged = mergeFacts([fact({ ...afraid }), fact({ ...afraid, sceneId: 7 }), fact({ ...afraid })], scenes)
    expect(merged.facts.map(({ sceneId }) => sceneId)).toEqual([7, 1])
  })

  test('leaves out and counts facts about scenes the story does not have', () => {
    expect(mergeFacts([fact({ sceneId: 99 }), fact({})], scenes)).toEqual({ facts: [fact({})], skipped: 1 })
  })
})
