import { expect, test } from 'vitest'
import { divideFootage } from './divide-footage.ts'

const scene = (order: number, from: number, to: number, chapterId = '1') => ({
  order,
  id: order + 1,
  chapterId,
  from,
  to,
})

test('scenes that overlap share the footage between their ends', () => {
  expect(divideFootage([scene(0, 0, 60), scene(1, 40, 100)], new Set())).toEqual([
    { from: 0, to: 40, scenes: [0] },
    { from: 40, to: 60, scenes: [0, 1] },
    { from: 60, to: 100, scenes: [1] },
  ])
})

test('the same time in another chapter is other footage', () => {
  expect(divideFootage([scene(0, 0, 60, 'a'), scene(1, 0, 60, 'b')], new Set())).toHaveLength(2)
})

test('gaps between scenes and scenes without a frame are no footage', () => {
  const atoms = divideFootage([scene(0, 0, 10), scene(1, 20, 20), scene(2, 30, 40)], new Set())
  expect(atoms.map(({ from, to }) => [from, to])).toEqual([
    [0, 10],
    [30, 40],
  ])
})

test('where a great many scenes lie over each other, the cited ones keep the footage', () => {
  const many = Array.from({ length: 500 }, (_, order) => scene(order, 0, 100))
  const [atom] = divideFootage(many, new Set([499]))
  expect(atom?.scenes).toContain(499)
  expect(atom?.scenes.length).toBeLessThan(50)
})
