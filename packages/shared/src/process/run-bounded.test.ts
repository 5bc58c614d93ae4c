import { expect, test } from 'vitest'
import { runBounded } from './run-bounded.ts'

test('results have the order of the inputs, and at most `atOnce` jobs run concurrently', async () => {
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

test('after a failure no further job starts, and it is thrown when the jobs in flight have ended', async () => {
  const ended: number[] = []
  const work = runBounded([0, 1, 2, 3], 2, async (input) => {
    if (input === 0) throw new Error('first')
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
    ended.push(input)
  })
  await expect(work).rejects.toThrow('first')
  expect(ended).toEqual([1])
})

test('no inputs give no results', async () => {
  expect(await runBounded([], 4, async () => 1)).toEqual([])
})

test('an asynchronous source is read as jobs become free, and its own failure is thrown', async () => {
  const read: number[] = []
  async function* source(failAt = Number.POSITIVE_INFINITY) {
    for (let n = 0; n < 4; n += 1) {
      if (n === failAt) throw new Error('the source broke')
      read.push(n)
      yield n
    }
  }
  expect(await runBounded(source(), 2, async (n, at) => [n, at, read.length <= n + 2])).toEqual([
    [0, 0, true],
    [1, 1, true],
    [2, 2, true],
    [3, 3, true],
  ])
  await expect(runBounded(source(2), 1, async (n) => n)).rejects.toThrow('the source broke')
})
