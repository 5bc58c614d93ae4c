import type { CharacterFact } from '@vss/shared/story/facts.ts'
import { describe, expect, test } from 'vitest'
import { makeFactsOfScene } from './find-hits.ts'

const fact = (sceneId: number, overrides: Partial<CharacterFact>): CharacterFact => ({
  sceneId,
  character: 'Ada',
  attribute: 'occupation',
  value: 'pilot',
  sourceText: '',
  type: 'stateful',
  ...overrides,
})

const scenes = [10, 20, 30].map((sceneId, order) => ({ sceneId, order }))

const valuesAt = (facts: CharacterFact[], order: number) =>
  makeFactsOfScene(facts, scenes)({ order, speakers: new Set(['Ada']), mentioned: new Set() }).map(({ value }) => value)

describe('makeFactsOfScene', () => {
  test('a constant holds even before it is stated', () => {
    expect(valuesAt([fact(30, { attribute: 'gender', value: 'female', type: 'constant' })], 0)).toEqual(['female'])
  })

  test('a state holds from the scene that states it until another replaces it', () => {
    const facts = [fact(20, { value: 'intern' }), fact(30, { value: 'pilot' })]
    expect([0, 1, 2].map((order) => valuesAt(facts, order))).toEqual([[], ['intern'], ['pilot']])
  })

  test('skills add up', () => {
    const skills = [20, 30].map((id) => fact(id, { attribute: 'key_skill', value: `skill ${id}` }))
    expect(valuesAt(skills, 2)).toEqual(['skill 20', 'skill 30'])
  })

  test('a mood holds in its own scene only', () => {
    const afraid = [fact(20, { attribute: 'mental_status', value: 'afraid', type: 'ephemeral' })]
    expect([0, 1, 2].map((order) => valuesAt(afraid, order).length)).toEqual([0, 1, 0])
  })

  test('gives only facts of characters who are in the scene', () => {
    expect(valuesAt([fact(10, { character: 'Ben' })], 1)).toEqual([])
  })
})
