import { describe, expect, test } from 'vitest'
import { buildCorpusIndex } from './corpus-index.ts'
import { makeIndexCache } from './index-cache.ts'

const threeTerms = buildCorpusIndex(
  [{ sceneId: 1, order: 0, sections: [{ label: '', text: 'red kite rises' }], speakers: [], mentioned: [] }],
  [],
)

const countingCache = (maxPostings: number) => {
  const loaded: number[] = []
  const cache = makeIndexCache(async (version) => {
    loaded.push(version)
    return threeTerms
  }, maxPostings)
  return { cache, loaded }
}

describe('makeIndexCache', () => {
  test('builds once for concurrent and for later requests', async () => {
    const { cache, loaded } = countingCache(100)
    await Promise.all([cache(1), cache(1)])
    await cache(1)
    expect(loaded).toEqual([1])
  })

  test('drops the least recently used index when the cache is full', async () => {
    const { cache, loaded } = countingCache(6)
    for (const version of [1, 2, 1, 3, 1, 2]) await cache(version)
    expect(loaded).toEqual([1, 2, 3, 2])
  })

  test('keeps the index just used, however large', async () => {
    const { cache, loaded } = countingCache(1)
    await cache(1)
    await cache(1)
    expect(loaded).toEqual([1])
  })

  test('tries again after a build that failed', async () => {
    let attempts = 0
    const cache = makeIndexCache(async () => {
      attempts += 1
      if (attempts === 1) throw new Error('the database went away')
      return threeTerms
    })
    await expect(cache(1)).rejects.toThrow('went away')
    await expect(cache(1)).resolves.toBe(threeTerms)
  })
})
