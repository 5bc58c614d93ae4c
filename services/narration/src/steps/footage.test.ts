import { makeScene } from '@vss/shared/testing/test-stories.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { footageMs, ownSeconds } from './footage.ts'

const scene = (chapterId: string, startMs: number, endMs: number) => ({ chapterId, startMs, endMs })

test('time that two scenes of a chapter share counts once', () => {
  expect(footageMs([scene('1', 5000, 9000), scene('1', 0, 6000), scene('1', 1000, 2000)])).toBe(9000)
})

test('the same time in another chapter is other footage', () => {
  expect(footageMs([scene('1', 0, 4000), scene('2', 0, 4000)])).toBe(8000)
})

test('gaps, empty scenes and no scenes have no footage', () => {
  expect(footageMs([scene('1', 0, 1000), scene('1', 3000, 4000), scene('1', 3500, 3500)])).toBe(2000)
  expect(footageMs([])).toBe(0)
})

const sceneOf = (id: number, chapterId: string, startMs: number, endMs: number) =>
  makeScene(id, { chapterId, startMs, endMs })

test('footage of two scenes is divided between them, not counted twice', () => {
  const own = ownSeconds([sceneOf(1, 'a', 0, 10_000), sceneOf(2, 'a', 5_000, 20_000)])
  expect(own).toEqual(
    new Map([
      [1, 10],
      [2, 10],
    ]),
  )
})

test('the same time in two chapters is different footage', () => {
  expect(ownSeconds([sceneOf(1, 'a', 0, 1000), sceneOf(2, 'b', 0, 1000)])).toEqual(
    new Map([
      [1, 1],
      [2, 1],
    ]),
  )
})

test('whatever overlaps, the seconds add up to the footage and no scene gets more than it has', () => {
  const scenes = fc
    .array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(60_000), fc.nat(20_000)), { minLength: 1, maxLength: 12 })
    .map((rows) => rows.map(([chapter, start, length], id) => sceneOf(id, chapter, start, start + length)))
  fc.assert(
    fc.property(scenes, (list) => {
      const own = ownSeconds(list)
      const total = [...own.values()].reduce((sum, seconds) => sum + seconds, 0)
      expect(total).toBeCloseTo(footageMs(list) / 1000, 6)
      for (const { id, startMs, endMs } of list) expect(own.get(id)).toBeLessThanOrEqual((endMs - startMs) / 1000)
    }),
    { seed: 7 },
  )
})
