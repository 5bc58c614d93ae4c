import { describe, expect, test } from 'vitest'
import { generateStory } from './generate-story.ts'
import { inventPlot } from './invent-plot.ts'
import { makeSeededRandom } from './seeded-random.ts'

const base = { seed: 7, format: 'blueprint', lang: 'zh', scenes: 40, chapters: 5, dirty: true } as const

describe('generateStory', () => {
  test('the same options give the same bytes, another seed others', () => {
    expect(JSON.stringify(generateStory(base))).toBe(JSON.stringify(generateStory(base)))
    expect(JSON.stringify(generateStory({ ...base, seed: 8 }))).not.toBe(JSON.stringify(generateStory(base)))
  })

  test.each(['blueprint', 'dataset', 'flat'] as const)('dirt changes a story of the format %s', (format) => {
    expect(generateStory({ ...base, format })).not.toEqual(generateStory({ ...base, format, dirty: false }))
  })

  test.each([
    { scenes: 0, chapters: 0 },
    { scenes: 2, chapters: 3 },
    { scenes: 1.5, chapters: 1 },
  ])('%j is refused', (size) => {
    expect(() => generateStory({ ...base, ...size })).toThrow(RangeError)
  })

  test('one scene is enough, dirty or not', () => {
    expect(generateStory({ ...base, scenes: 1, chapters: 1 })).toHaveProperty('scenes.1')
  })
})

describe('inventPlot', () => {
  test.each(['zh', 'en'] as const)(
    'varies its sentences in %s, fills every slot and states facts in spoken lines',
    (lang) => {
      const plot = inventPlot({ seed: 11, lang, scenes: 200, chapters: 10 })
      const scenes = plot.chapters.flatMap((chapter) => chapter.scenes)
      const lines = scenes.flatMap(({ dialogues }) => dialogues.map(({ text }) => text))
      expect(new Set(lines).size).toBeGreaterThan(lines.length / 4)
      expect(JSON.stringify(plot)).not.toMatch(/\{\w+\}/)
      expect(plot.facts.length).toBeGreaterThan(10)
      for (const { sceneId, character, value, sourceText } of plot.facts) {
        const scene = scenes.find(({ id }) => id === sceneId)
        expect(scene?.dialogues).toContainEqual(expect.objectContaining({ speaker: character, text: sourceText }))
        expect(sourceText).toContain(value)
      }
    },
  )

  test('every chapter has scenes, and every scene is in the storyline once', () => {
    const plot = inventPlot({ seed: 2, lang: 'en', scenes: 23, chapters: 7 })
    expect(plot.chapters.every(({ scenes }) => scenes.length >= 3)).toBe(true)
    expect([...plot.storyline].sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i + 1))
  })
})

describe('makeSeededRandom', () => {
  test('stays in its bounds, reaches both and samples without repeats', () => {
    const random = makeSeededRandom(1)
    const throws = Array.from({ length: 500 }, () => random.int(3, 5))
    expect(new Set(throws)).toEqual(new Set([3, 4, 5]))
    expect(new Set(random.sample([1, 2, 3, 4], 3)).size).toBe(3)
    expect(random.sample([1], 3)).toEqual([1])
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(() => random.pick([])).toThrow(RangeError)
  })

  test('neighbouring seeds begin differently', () => {
    const firsts = Array.from({ length: 50 }, (_, seed) => makeSeededRandom(seed).int(0, 1_000_000))
    expect(new Set(firsts).size).toBe(50)
  })
})
