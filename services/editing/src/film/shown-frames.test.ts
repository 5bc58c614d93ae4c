import { makeSeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { expect, test } from 'vitest'
import { makeShownFrames } from './shown-frames.ts'

test('it counts every frame once, whatever the order of the spans', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = makeSeededRandom(seed)
    const covered = makeShownFrames()
    const frames = new Set<number>()
    for (let n = 0; n < 30; n++) {
      const from = random.int(0, 90)
      const to = from + random.int(1, 20)
      const before = frames.size
      for (let frame = from; frame < to; frame++) frames.add(frame)
      expect(covered.add({ from, to })).toBe(frames.size - before)
    }
    const gaps = covered.gapsIn({ from: 0, to: 120 }).reduce((total, { from, to }) => total + to - from, 0)
    expect(gaps).toBe(120 - frames.size)
  }
})
