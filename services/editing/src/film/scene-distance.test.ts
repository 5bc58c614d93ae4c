import { expect, test } from 'vitest'
import { scenesByDistance } from './scene-distance.ts'

const scenes = ['a', 'a', 'b', 'a', 'b'].map((chapterId, order) => ({ order, id: order, chapterId, from: 0, to: 100 }))
const entryAt = (cited: number[]) => ({ index: 0, frames: 10, cited, preferred: [], anchors: cited, minFrames: 1 })

test('cited scenes come first, then those of the same chapter, then the others, each by steps along the story', () => {
  expect(scenesByDistance(scenes, entryAt([1])).map(({ scene }) => scene)).toEqual([1, 0, 3, 2, 4])
})

test('the nearest of several cited scenes counts', () => {
  const distances = scenesByDistance(scenes, entryAt([0, 2]))
  expect(distances).toEqual([
    { scene: 0, distance: 0 },
    { scene: 2, distance: 0 },
    { scene: 1, distance: 2 },
    { scene: 4, distance: 3 },
    { scene: 3, distance: 4 },
  ])
})
