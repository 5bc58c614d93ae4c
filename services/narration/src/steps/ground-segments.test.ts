import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { makeTestRun } from '@vss/shared/testing/pipeline-bench.ts'
import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import { sampleStory } from '../testing/sample-story.ts'
import { type Finding, groundSegments, putInOrder } from './ground-segments.ts'

const story = sampleStory('en')
const scenes = story.scenes.slice(0, 3)
const [first, second] = scenes.map((scene) => scene.id) as [number, number]
const context = { corpusName: 'c', corpusVersion: 5, hits: [], scenes, droppedCount: 0 }
const request: RetrieveRequest = {
  orgId: 'o',
  assetId: 'a',
  query: 'q',
  sceneIds: null,
  characters: [],
  topK: 3,
  corpusVersion: null,
}
const run = makeTestRun()
const answer = (ids: number[]): RetrieveReply => ({
  ok: true,
  corpusName: 'c',
  corpusVersion: 5,
  hits: ids.map((sceneId) => ({ sceneId, score: 1, why: [], facts: [] })),
})

test('ids outside the context are dropped, repeated ones count once', async () => {
  const drafts = [{ text: 'A.', sceneIds: [first, 424242, first] }]
  const grounded = await groundSegments(drafts, context, request, async () => answer([]), run)
  expect(grounded).toEqual({
    segments: [
      { text: 'A.', sceneIds: [first], findings: [{ check: 'scenes', outcome: 'dropped', scene_ids: [424242] }] },
    ],
    removedCount: 0,
  })
})

test('a segment without a source gets the scene that its own text finds, in the same corpus version', async () => {
  const asked: RetrieveRequest[] = []
  const grounded = await groundSegments(
    [{ text: 'A tug in fog.', sceneIds: [424242] }],
    context,
    request,
    async (repair) => {
      asked.push(repair)
      return answer([second])
    },
    run,
  )
  expect(asked[0]).toMatchObject({
    query: 'A tug in fog.',
    corpusVersion: 5,
    sceneIds: scenes.map((scene) => scene.id),
  })
  expect(grounded.segments).toEqual([
    {
      text: 'A tug in fog.',
      sceneIds: [second],
      findings: [{ check: 'scenes', outcome: 'repaired', scene_ids: [424242] }],
    },
  ])
})

test('a segment without any supporting scene is removed and counted', async () => {
  const grounded = await groundSegments(
    [{ text: 'A.', sceneIds: [] }],
    context,
    request,
    async () => answer([424242]),
    run,
  )
  expect(grounded).toEqual({ segments: [], removedCount: 1 })
})

const storyline = [30, 10, 20].map((id) => makeScene(id))
const order = (cited: number[][]) =>
  putInOrder(
    cited.map((sceneIds, at) => ({ text: `${at}`, sceneIds, findings: [] })),
    storyline,
  )

test('segments in the order of the storyline stay as they are', () => {
  const segments = order([[30], [30, 20], [10], [20]])
  expect(segments.map(({ text }) => text)).toEqual(['0', '1', '2', '3'])
  expect(segments.flatMap(({ findings }) => findings)).toEqual([])
})

test('a late segment is moved to its earliest scene and records it', () => {
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
    storyline,
  )
  expect(segments.map(({ text }) => text)).toEqual(['b', 'c', 'a'])
  expect(segments[0]?.findings).toEqual([found, { check: 'order', outcome: 'moved' }])
})
