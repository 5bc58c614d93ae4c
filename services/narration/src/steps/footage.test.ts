import { expect, test } from 'vitest'
import { footageMs } from './footage.ts'

const scene = (chapterId: string, startMs: number, endMs: number) => ({ chapterId, startMs, endMs })

test('time that two scenes of a chapter share counts once', () => {
  expect(footageMs([scene('1', 5000, 9000), scene('1', 0, 6000), scene('1', 1000, 2000)])).toBe(9000)
})

test('the same time in another chapter is other footage', () => {
  expect(footageMs([scene('1', 0, 4000), scene('2', 0, 4000)])).toBe(8000)
})

test('gaps, empty scenes and no scenes offer nothing', () => {
  expect(footageMs([scene('1', 0, 1000), scene('1', 3000, 4000), scene('1', 3500, 3500)])).toBe(2000)
  expect(footageMs([])).toBe(0)
})
