import { expect, test } from 'vitest'
import { fuseRankings } from './fuse-rankings.ts'

test('every ranking adds 1 / (60 + rank)', () => {
  const scores = fuseRankings([
    ['a', 'b', 'c'],
    ['b', 'd'],
  ])
  expect(Object.fromEntries(scores)).toEqual({ a: 1 / 61, b: 1 / 62 + 1 / 61, c: 1 / 63, d: 1 / 62 })
})

test('what two rankings have in their middle comes before what one has first', () => {
  const scores = fuseRankings([
    ['a', 'x', 'both'],
    ['b', 'y', 'both'],
  ])
  expect([...scores].toSorted((a, b) => b[1] - a[1])[0]?.[0]).toBe('both')
})

test('nothing in, nothing out', () => {
  expect(fuseRankings([[], []]).size).toBe(0)
})
