import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDubbingBench } from '../testing/open-dubbing-bench.ts'
import { saveDirections } from './direction-cache.ts'

let bench: Awaited<ReturnType<typeof openDubbingBench>>
beforeAll(async () => {
  bench = await openDubbingBench()
})
afterAll(() => bench.close())

test('dubbings of the same sentences in another order wait for each other, and agree on one direction each', async () => {
  for (const round of Array.from({ length: 10 }, (_, index) => index)) {
    const hashes = Array.from({ length: 200 }, (_, index) => `${round}/${index}`)
    const save = (said: string, order: readonly string[]) =>
      saveDirections(bench.db, bench.orgId, new Map(order.map((hash) => [hash, said])))
    const [one, other] = await Promise.all([save('calm', hashes), save('tense', hashes.toReversed())])
    expect(new Map([...one].toSorted())).toEqual(new Map([...other].toSorted()))
    expect(one.size).toBe(hashes.length)
  }
})
