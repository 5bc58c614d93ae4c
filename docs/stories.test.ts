import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseCharacterFacts } from '../packages/shared/src/story/facts.ts'
import { normaliseStory } from '../packages/shared/src/story/normalise-story.ts'

const text = readFileSync(new URL('./stories.md', import.meta.url), 'utf8')
const examples = new Map(
  [...text.matchAll(/^```json (\w+)\n([\s\S]*?)^```$/gm)].map(([, name = '', json = '']) => [name, json]),
)
const example = (name: string): unknown => JSON.parse(examples.get(name) ?? 'null')

test('the page has an example of each kind of file', () => {
  expect([...examples.keys()]).toEqual(['blueprint', 'dataset', 'flat', 'facts'])
})

describe.each(['blueprint', 'dataset', 'flat'])('the %s example', (format) => {
  const story = normaliseStory(example(format), 'blueprint_path')

  test('is recognised and needs no repair', () => {
    expect(story.format).toBe(format)
    expect(story.notes).toEqual([])
  })

  test('tells the same scenes as the others', () => {
    expect(story).toMatchObject({ name: 'The Last Ferry', lang: 'en' })
    const scenes = [...story.scenes].sort((a, b) => a.id - b.id)
    expect(scenes).toMatchObject([
      { startMs: 0, endMs: 12_500, chapterNumber: 1, location: 'quay' },
      { startMs: 12_500, endMs: 30_000, chapterNumber: 1 },
    ])
    expect(scenes[0]?.dialogues).toMatchObject([{ text: 'It left without us.', startMs: 3000, endMs: 5200 }])
  })
})

test('the examples hold the ids, orders and markers that the page speaks of', () => {
  const [blueprint, dataset, flat] = ['blueprint', 'dataset', 'flat'].map((name) =>
    normaliseStory(example(name), 'blueprint_path'),
  )
  expect(blueprint).toMatchObject({ assetId: null, fps: 25 })
  expect(blueprint?.scenes.map(({ id, timeline }) => [id, timeline])).toEqual([
    [2, 'FLASHBACK'],
    [1, 'LINEAR'],
  ])
  expect(dataset?.assetId).toBe('7d1c2a54-0a51-4a0e-9a55-2f1f6f1a9c10')
  expect(dataset?.scenes.map(({ id, timeline }) => [id, timeline])).toEqual([
    [101, 'LINEAR'],
    [102, 'FLASHBACK'],
  ])
  expect(dataset?.chapters.map(({ id }) => id)).toEqual(['c-low-tide'])
  expect(flat).toMatchObject({ assetId: 'last-ferry', characters: ['Mara', 'Iven'] })
})

test('the facts example is read whole, in either language', () => {
  const { facts, skipped } = parseCharacterFacts(example('facts'), 'facts_input_path')
  expect(skipped).toBe(0)
  expect(facts).toMatchObject([
    { character: 'Mara', sceneId: 1, attribute: 'occupation', type: 'stateful' },
    { character: 'Mara', sceneId: 2, attribute: 'gender', type: 'constant' },
  ])
})
