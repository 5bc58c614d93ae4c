import { expect, test } from 'vitest'
import { makeCandidate } from '../../testing/make-candidate.ts'
import { batchSentences, offerClips } from './offered-clips.ts'

test('a scene offers conversations, lines outside them, highlights and footage, in order of time', () => {
  const talk = makeCandidate('dialogue_group', 4, 10)
  const inTalk = [makeCandidate('dialogue_single', 4, 6), makeCandidate('dialogue_single', 6.5, 10)]
  const pause = makeCandidate('action', 6, 6.5)
  const alone = makeCandidate('dialogue_single', 20, 22)
  const seen = makeCandidate('highlight', 5, 6)
  const gaps = [makeCandidate('action', 0, 4), makeCandidate('action', 10, 20)]
  const { scenes, conversationOf } = offerClips([[talk, ...inTalk, alone, seen, pause, ...gaps]])
  expect(scenes[0]?.map(({ candidate }) => candidate)).toEqual([gaps[0], talk, seen, gaps[1], alone])
  expect([...conversationOf]).toEqual([...inTalk, pause].map((inside) => [inside, talk]))
})

test('numbers go through the film, and each is one clip', () => {
  const scene = (at: number) => [
    makeCandidate('highlight', 0, 1, { scene: at }),
    makeCandidate('action', 1, 2, { scene: at }),
  ]
  const numbers = offerClips([scene(0), [], scene(2)]).scenes.map((clips) => clips.map(({ number }) => number))
  expect(numbers).toEqual([[1, 2], [], [3, 4]])
})

test('of a scene with very many, some are offered from all over it', () => {
  const many = Array.from({ length: 500 }, (_, at) => makeCandidate('highlight', at, at + 1))
  const starts = (offerClips([many]).scenes[0] ?? []).map(({ candidate }) => candidate.startMs / 1000)
  expect(starts).toHaveLength(24)
  expect(starts[0]).toBe(0)
  expect(starts.at(-1)).toBeGreaterThan(470)
  expect(Math.max(...starts.slice(1).map((start, at) => start - (starts[at] ?? 0)))).toBeLessThan(25)
})

/** A film over scenes with that many clips each. */
const batchesOf = (clipsOfScenes: number[], cited: number[][], narrations = cited.map((_, at) => `sentence ${at}`)) => {
  const candidates = clipsOfScenes.map((count, scene) =>
    Array.from({ length: count }, (_, at) => makeCandidate('highlight', at, at + 1, { scene })),
  )
  return batchSentences({ lang: 'en', narrations, cited, candidates }, offerClips(candidates))
}
const indexesOf = (batches: ReturnType<typeof batchesOf>) => batches.map((batch) => batch.map(({ index }) => index))

test('eight sentences go into a request, in the order of the film', () => {
  const batches = batchesOf(
    [3],
    Array.from({ length: 19 }, () => [0]),
  )
  expect(batches.map(({ length }) => length)).toEqual([8, 8, 3])
  expect(indexesOf(batches).flat()).toEqual(Array.from({ length: 19 }, (_, at) => at))
})

test('fewer where their scenes are full; a scene counts once for all that cite it', () => {
  const scenes = Array.from({ length: 8 }, () => 24)
  expect(indexesOf(batchesOf(scenes, [[0, 1], [2, 3], [4, 5], [6]]))).toEqual([
    [0, 1],
    [2, 3],
  ])
  expect(
    indexesOf(
      batchesOf(scenes, [
        [0, 1],
        [0, 1],
        [1, 2],
        [0, 2],
      ]),
    ),
  ).toEqual([[0, 1, 2, 3]])
})

test('a sentence is asked about with the clips of its own scenes alone', () => {
  const [[first, second] = []] = batchesOf([2, 3, 0], [[0], [1, 2, 7]])
  expect(first).toMatchObject({ index: 0, scenes: [0], text: 'sentence 0' })
  expect(first?.clips.map(({ number }) => number)).toEqual([1, 2])
  expect(second).toMatchObject({ index: 1, scenes: [1] })
  expect(second?.clips.map(({ number }) => number)).toEqual([3, 4, 5])
})

test('where there is nothing to choose, nobody is asked', () => {
  expect(batchesOf([1, 2], [[0], [1], []], ['one clip', ' ', 'no scene'])).toEqual([])
})

test('however much a sentence says and cites, its request stays small', () => {
  const scenes = Array.from({ length: 200 }, () => 24)
  const [[only] = []] = batchesOf(scenes, [scenes.map((_, at) => at)], ['好'.repeat(100_000)])
  expect([only?.text.length, only?.scenes.length, only?.clips.length]).toEqual([600, 8, 192])
})
