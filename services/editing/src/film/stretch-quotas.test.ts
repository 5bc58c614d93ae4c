import { expect, test } from 'vitest'
import type { FilmEntry, Run } from './film.ts'
import { stretchQuotas } from './stretch-quotas.ts'

const entryOf = (index: number, frames: number): FilmEntry => ({
  index,
  frames,
  cited: [0, 1],
  preferred: [],
  anchors: [0, 1],
  minFrames: 13,
})

const runOf = (scene: number, frames: number, quotas: [entry: number, frames: number][]): Run => ({
  scene,
  from: 0,
  to: frames,
  quotas: new Map(quotas),
})

const quotasOf = (runs: Run[]) => runs.map(({ quotas }) => Object.fromEntries(quotas))

test('a left-over reaches an entry that has no clip beside it, because another gives way', () => {
  const runs = [
    runOf(0, 20, [[1, 14]]),
    runOf(1, 100, [
      [0, 50],
      [1, 50],
    ]),
  ]
  stretchQuotas([entryOf(0, 55), entryOf(1, 64)], runs)
  expect(quotasOf(runs)).toEqual([{ 1: 19 }, { 0: 55, 1: 45 }])
})

test('no clip gives way below its minimum', () => {
  const runs = [
    runOf(0, 20, [[1, 14]]),
    runOf(1, 63, [
      [0, 50],
      [1, 13],
    ]),
  ]
  stretchQuotas([entryOf(0, 55), entryOf(1, 27)], runs)
  expect(quotasOf(runs)).toEqual([{ 1: 14 }, { 0: 50, 1: 13 }])
})
