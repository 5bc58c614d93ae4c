import { describe, expect, test } from 'vitest'
import { buildCorpusIndex, type IndexedDocument } from './corpus-index.ts'
import { inverseDocumentFrequency, termScore } from './match-scenes.ts'
import { fuseRankings, rankScenes, type SceneQuery } from './rank-scenes.ts'

test('every ranking adds 1 / (60 + rank)', () => {
  const scores = fuseRankings([
    ['a', 'b', 'c'],
    ['b', 'd'],
  ])
  expect(Object.fromEntries(scores)).toEqual({ a: 1 / 61, b: 1 / 62 + 1 / 61, c: 1 / 63, d: 1 / 62 })
})

test('an item in the middle of two rankings comes before the first item of only one', () => {
  const scores = fuseRankings([
    ['a', 'x', 'both'],
    ['b', 'y', 'both'],
  ])
  expect([...scores].toSorted((a, b) => b[1] - a[1])[0]?.[0]).toBe('both')
})

test('empty rankings give no scores', () => {
  expect(fuseRankings([[], []]).size).toBe(0)
})

const scene = (
  sceneId: number,
  order: number,
  text: string,
  people: Partial<IndexedDocument> = {},
): IndexedDocument => ({
  sceneId,
  order,
  sections: [{ label: 'What happens', text }],
  speakers: [],
  mentioned: [],
  ...people,
})

const harbour = [
  scene(30, 0, 'harbour harbour harbour', { mentioned: ['Ada'] }),
  scene(20, 1, 'harbour lights fade', { speakers: ['Ada'] }),
  scene(10, 2, 'mountain village bells'),
]
const index = buildCorpusIndex(harbour, [])

const ask = (query: Partial<SceneQuery>) =>
  rankScenes(index, { query: '', sceneIds: null, characters: [], topK: 10, ...query })
const ids = (query: Partial<SceneQuery>) => ask(query).map((hit) => hit.scene.sceneId)

describe('rankScenes', () => {
  test('scores a scene with BM25 over the whole corpus', () => {
    const [first, second] = ask({ query: 'harbours' })
    const idf = inverseDocumentFrequency(3, 2)
    for (const [hit, frequency] of [[first, 3] as const, [second, 1] as const]) {
      const own = termScore(idf, frequency, 3, 3)
      // The feedback terms of the best scenes add a little.
      expect(hit?.score).toBeGreaterThanOrEqual(own)
      expect(hit?.score).toBeLessThan(1.5 * own)
    }
  })

  test('finds a scene by words of the best one, ranked after every scene with words of the query', () => {
    const fleet = buildCorpusIndex(
      [scene(1, 0, 'mountain bells'), scene(2, 1, 'tug in fog'), scene(3, 2, 'lanterns in fog')],
      [],
    )
    const hits = rankScenes(fleet, { query: 'tugs', sceneIds: null, characters: [], topK: 10 })
    expect(hits.map((hit) => [hit.scene.sceneId, hit.score > 0, hit.why])).toEqual([
      [2, true, ['tugs']],
      [3, true, []],
      [1, false, []],
    ])
  })

  test('names the words of the query that a scene matched, as they were written', () => {
    expect(ask({ query: 'fading harbours' })[0]?.why).toEqual(['fading', 'harbours'])
  })

  test('returns nothing outside the scope, however well it matches', () => {
    expect(ids({ query: 'harbour', sceneIds: [10, 20, 999] })).toEqual([20, 10])
    expect(ids({ query: 'harbour', sceneIds: [] })).toEqual([])
  })

  test('ranks scenes where a character of the query speaks above scenes that only name them', () => {
    const hits = ask({ characters: ['Ada'] })
    expect(hits.map(({ scene: { sceneId }, score, why }) => ({ sceneId, score, why }))).toEqual([
      { sceneId: 20, score: 0.5, why: ['Ada'] },
      { sceneId: 30, score: 0.25, why: ['Ada'] },
      { sceneId: 10, score: 0, why: [] },
    ])
  })

  test('a character of the query does not bury the scene the words ask for', () => {
    expect(ids({ query: 'mountain bells', characters: ['Ada'] })[0]).toBe(10)
  })

  test('fills up with the remaining scenes in storyline order, with score 0', () => {
    expect(ask({ query: 'bells' }).map(({ scene: { sceneId }, score }) => [sceneId, score > 0])).toEqual([
      [10, true],
      [30, false],
      [20, false],
    ])
    expect(ids({ query: 'no such words' })).toEqual([30, 20, 10])
  })

  test('returns no more than topK', () => {
    expect(ids({ query: 'bells', topK: 2 })).toEqual([10, 30])
  })

  test('breaks ties by scene id', () => {
    const twins = buildCorpusIndex([scene(9, 0, 'red kite'), scene(4, 1, 'red kite')], [])
    const hits = rankScenes(twins, { query: 'kite', sceneIds: null, characters: [], topK: 2 })
    expect(hits.map((hit) => hit.scene.sceneId)).toEqual([4, 9])
  })

  test('finds Chinese by word and by single character', () => {
    const tea = buildCorpusIndex([scene(1, 0, '沈知夏端起一盏茶'), scene(2, 1, '顾言舟在雨里等')], [])
    const first = (query: string) =>
      rankScenes(tea, { query, sceneIds: null, characters: [], topK: 1 })[0]?.scene.sceneId
    expect(first('雨')).toBe(2)
    expect(first('顾言舟')).toBe(2)
    expect(first('一盏茶')).toBe(1)
  })

  test('ranks a corpus without a word', () => {
    const silent = buildCorpusIndex([scene(5, 0, '')], [])
    expect(rankScenes(silent, { query: 'x', sceneIds: null, characters: [], topK: 3 })).toHaveLength(1)
  })
})

describe('rankScenes with meaning', () => {
  const near = (similarities: (number | null)[], query: Partial<SceneQuery> = {}) =>
    ask({ query: 'harbours', similarities, ...query }).map(({ scene: { sceneId }, score, why }) => [
      sceneId,
      score,
      why,
    ])

  test('adds the ranks by words and by meaning', () => {
    expect(near([0.2, 0.9, 0.5])).toEqual([
      [20, 1 / 62 + 1 / 61, ['harbours', 'meaning 0.90']],
      [30, 1 / 61 + 1 / 63, ['harbours', 'meaning 0.20']],
      [10, 1 / 62, ['meaning 0.50']],
    ])
  })

  test('ranks within the scope alone', () => {
    expect(near([0.2, 0.9, 0.5], { sceneIds: [30, 10] })).toEqual([
      [30, 1 / 61 + 1 / 62, ['harbours', 'meaning 0.20']],
      [10, 1 / 61, ['meaning 0.50']],
    ])
  })

  test('ranks a scene without a vector by its words, and one without either last', () => {
    expect(near([null, 0.9, null])).toEqual([
      [20, 1 / 62 + 1 / 61, ['harbours', 'meaning 0.90']],
      [30, 1 / 61, ['harbours']],
      [10, 0, []],
    ])
  })

  test('a character of the query counts in the ranking by words', () => {
    const [first] = near([0.5, 0.5, 0.6], { query: '', characters: ['Ada'] })
    expect(first).toEqual([20, 1 / 61 + 1 / 62, ['Ada', 'meaning 0.50']])
  })
})
