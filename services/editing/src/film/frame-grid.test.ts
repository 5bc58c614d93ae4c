import { expect, test } from 'vitest'
import { clipLimits, gridEntries } from './frame-grid.ts'
import { parseSeconds, type Seconds } from './seconds.ts'

const seconds = (...values: number[]) => values.map((value) => parseSeconds(value) as Seconds)
const sceneOf = (frames: number) => ({ order: 0, id: 1, chapterId: '1', from: 0, to: frames })

test('a film of whole frames gets exactly those', () => {
  expect(gridEntries(seconds(2, 0.04, 1), { num: 25, den: 1 })).toEqual([50, 1, 25])
})

test('rounding is made good by the next sentence instead of adding up', () => {
  // 40 sentences of 3.333 s end at 133.32 s: 3333 frames, not 40 × 84.
  const frames = gridEntries(seconds(...Array.from({ length: 40 }, () => 3.333)), { num: 25, den: 1 })
  expect(frames.reduce((a, b) => a + b, 0)).toBe(3333)
  expect(new Set(frames)).toEqual(new Set([83, 84]))
})

test('NTSC rates are exact fractions', () => {
  expect(gridEntries(seconds(1001), { num: 24000, den: 1001 })).toEqual([24000])
  expect(gridEntries(seconds(1000.999), { num: 24000, den: 1001 })).toEqual([24000])
})

test('a sentence shorter than a frame borrows one from what follows', () => {
  expect(gridEntries(seconds(0.04, 0.001, 0.079), { num: 25, den: 1 })).toEqual([1, 1, 1])
})

test('the least clip is half a second, and none where no scene is a second long', () => {
  const min = (num: number, den: number, frames: number) => clipLimits([sceneOf(frames)], { num, den }).min
  expect([min(25, 1, 26), min(24000, 1001, 24), min(30, 1, 30), min(60000, 1001, 60)]).toEqual([13, 12, 15, 30])
  expect(min(25, 1, 25)).toBe(1)
})
