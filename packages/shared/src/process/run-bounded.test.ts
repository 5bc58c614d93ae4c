import { expect, test } from 'vitest'
import { runBounded } from './run-bounded.ts'

test('results come in the order of the inputs, no more than so many at once', async () => {
  let running = 0
  let most = 0
  const results = await runBounded([5, 1, 4, 2, 3], 2, async (input, at) => {
    running += 1
    most = Math.max(most, running)
    for (let turn = 0; turn < input; turn += 1) await Promise.resolve()
    running -= 1
    return `${at}:${input}`
  })
  expect(results).toEqual(['0:5', '1:1', '2:4', '3:2', '4:3'])
  expect(most).toBe(2)
})

test('a failure starts nothing more and is thrown once the rest has ended', async () => {
  const ended: number[] = []
  const work = runBounded([0, 1, 2, 3], 2, async (input) => {
    if (input === 0) throw new Error('first')
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
    ended.push(input)
  })
  await expect(work).rejects.toThrow('first')
  expect(ended).toEqual([1])
})

test('of nothing comes nothing', async () => {
  expect(await runBounded([], 4, async () => 1)).toEqual([])
})
