import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import type { Finding } from './finding.ts'
import { putInOrder } from './put-in-order.ts'

const scenes = [30, 10, 20].map((id) => makeScene(id))
const order = (cited: number[][]) =>
  putInOrder(
    cited.map((sceneIds, at) => ({ text: `${at}`, sceneIds, findings: [] })),
    scenes,
  )

test('segments in the order of the storyline stay as they are', () => {
  const segments = order([[30], [30, 20], [10], [20]])
  expect(segments.map(({ text }) => text)).toEqual(['0', '1', '2', '3'])
  expect(segments.flatMap(({ findings }) => findings)).toEqual([])
})

test('a segment that comes late is moved to its earliest scene, and says so', () => {
  const segments = order([[30], [20], [10, 20]])
  expect(segments.map(({ text }) => text)).toEqual(['0', '2', '1'])
  expect(segments.map(({ findings }) => findings)).toEqual([[], [{ check: 'order', outcome: 'moved' }], []])
})

test('segments of one scene keep their order, and earlier findings stay', () => {
  const found: Finding = { check: 'scenes', outcome: 'dropped', scene_ids: [9] }
  const segments = putInOrder(
    [
      { text: 'a', sceneIds: [20], findings: [] },
      { text: 'b', sceneIds: [10], findings: [found] },
      { text: 'c', sceneIds: [10], findings: [] },
    ],
    scenes,
  )
  expect(segments.map(({ text }) => text)).toEqual(['b', 'c', 'a'])
  expect(segments[0]?.findings).toEqual([found, { check: 'order', outcome: 'moved' }])
})
