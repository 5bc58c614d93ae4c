import { expect, test } from 'vitest'
import { makeCandidate } from '../../testing/make-candidate.ts'
import { offerClips } from './offer-clips.ts'

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
