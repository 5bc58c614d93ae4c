import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import { makeBriefScene } from '../testing/make-brief-scene.ts'
import { splitActs } from './split-acts.ts'

const scenesOf = (seconds: readonly number[]) =>
  seconds.map((endSec, at) => makeBriefScene(makeScene(at + 1, { endMs: endSec * 1000 })))
const split = (seconds: readonly number[], totalSec: number) => splitActs({ scenes: scenesOf(seconds), totalSec })

test('a short narration is a single act', () => {
  const [act, ...others] = split([10, 20, 30], 50)
  expect(others).toEqual([])
  expect(act).toMatchObject({ totalSec: 50 })
  expect(act?.scenes.map(({ scene }) => scene.id)).toEqual([1, 2, 3])
})

test.each([
  ['even scenes', Array.from({ length: 30 }, () => 60), 1500, 9],
  ['many short scenes', Array.from({ length: 200 }, () => 3), 500, 5],
  ['one long scene among short ones', [600, ...Array.from({ length: 20 }, () => 5)], 600, 4],
])('%s: every scene once and in order, shares that add up', (_what, seconds, totalSec, mostActs) => {
  const acts = split(seconds, totalSec)
  expect(acts.flatMap((act) => act.scenes.map(({ scene }) => scene.id))).toEqual(seconds.map((_, at) => at + 1))
  expect(acts.length).toBeGreaterThan(1)
  expect(acts.length).toBeLessThanOrEqual(mostActs)
  expect(acts.reduce((sum, act) => sum + act.totalSec, 0)).toBeCloseTo(totalSec, 6)
  for (const act of acts) expect(act.scenes.length).toBeGreaterThan(0)
})

test('an act gets its share of the length by its footage', () => {
  const [first, ...rest] = split([600, ...Array.from({ length: 20 }, () => 5)], 600)
  const footage = first?.scenes.reduce((sum, { seconds }) => sum + seconds, 0) ?? 0
  expect(first?.totalSec).toBeCloseTo((footage / 700) * 600, 6)
  expect(rest.length).toBeGreaterThan(0)
})

test('there are never more acts than scenes, and scenes without footage share evenly', () => {
  expect(split([900], 800)).toHaveLength(1)
  const none = scenesOf([10, 10]).map((entry) => ({ ...entry, seconds: 0 }))
  expect(splitActs({ scenes: none, totalSec: 400 }).map((act) => act.totalSec)).toEqual([200, 200])
})
