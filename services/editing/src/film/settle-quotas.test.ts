import { expect, test } from 'vitest'
import type { FilmEntry, Stretch } from './film.ts'
import { lengthenQuotas } from './settle-quotas.ts'

const entryOf = (index: number, frames: number): FilmEntry => ({
  index,
  frames,
  cited: [0, 1],
  preferred: [],
  anchors: [0, 1],
  minFrames: 13,
})

const stretchOf = (scene: number, frames: number, quotas: [entry: number, frames: number][]): Stretch => ({
  scene,
  from: 0,
  to: frames,
  quotas: new Map(quotas),
})

const quotasOf = (stretches: Stretch[]) => stretches.map(({ quotas }) => Object.fromEntries(quotas))

test('a left-over reaches an entry that has no clip beside it, because another gives way', () => {
  const stretches = [
    stretchOf(0, 20, [[1, 14]]),
    stretchOf(1, 100, [
      [0, 50],
      [1, 50],
    ]),
  ]
  lengthenQuotas({ entries: [entryOf(0, 55), entryOf(1, 64)] }, stretches)
  expect(quotasOf(stretches)).toEqual([{ 1: 19 }, { 0: 55, 1: 45 }])
})

test('no clip gives way below its minimum', () => {
  const stretches = [
    stretchOf(0, 20, [[1, 14]]),
    stretchOf(1, 63, [
      [0, 50],
      [1, 13],
    ]),
  ]
  lengthenQuotas({ entries: [entryOf(0, 55), entryOf(1, 27)] }, stretches)
  expect(quotasOf(stretches)).toEqual([{ 1: 14 }, { 0: 50, 1: 13 }])
})
