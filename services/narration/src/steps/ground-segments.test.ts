import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { expect, test } from 'vitest'
import { sampleStory } from '../testing/sample-story.ts'
import { groundSegments } from './ground-segments.ts'

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
const answer = (ids: number[]): RetrieveReply => ({
  ok: true,
  corpusName: 'c',
  corpusVersion: 5,
  hits: ids.map((sceneId) => ({ sceneId, score: 1, why: [], facts: [] })),
})

test('ids outside the context are dropped, repeated ones count once', async () => {
  const drafts = [{ text: 'A.', sceneIds: [first, 424242, first] }]
  const grounded = await groundSegments(drafts, context, request, async () => answer([]))
  expect(grounded).toEqual({
    segments: [
      { text: 'A.', sceneIds: [first], findings: [{ check: 'scenes', outcome: 'dropped', scene_ids: [424242] }] },
    ],
    removedCount: 0,
  })
})

test('a segment without a source gets the scene its own words find, in the same corpus version', async () => {
  const asked: RetrieveRequest[] = []
  const grounded = await groundSegments(
    [{ text: 'A tug in fog.', sceneIds: [424242] }],
    context,
    request,
    async (repair) => {
      asked.push(repair)
      return answer([second])
    },
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

test('a segment nothing supports is removed and counted', async () => {
  const grounded = await groundSegments([{ text: 'A.', sceneIds: [] }], context, request, async () => answer([424242]))
  expect(grounded).toEqual({ segments: [], removedCount: 1 })
})
