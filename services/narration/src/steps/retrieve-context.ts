import type { RetrieveHit, RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Scene } from '@vss/shared/story/story.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import { buildQuery } from './build-query.ts'
import type { Assignment } from './read-assignment.ts'

export type Context = {
  corpusName: string
  corpusVersion: number
  /** Hits the story has, in scope, best first. */
  hits: RetrieveHit[]
  /** Their scenes in storyline order. */
  scenes: Scene[]
  /** Hits left out because the story has no such scene in scope. */
  droppedCount: number
}

type Retrieve = (request: RetrieveRequest) => Promise<RetrieveReply>

/**
 * Asks the corpus for the scenes that matter, once per task. Throws 3001 when there is no corpus, the corpus knows
 * none of these scenes, or retrieval failed.
 */
export const retrieveContext = async (
  retrieve: Retrieve,
  request: RetrieveRequest,
  inScope: readonly Scene[],
  run: Run,
): Promise<Context> => {
  const reply = await run.step('retrieve', 1, request, () => retrieve(request))
  if (!reply.ok) {
    if (reply.reason === 'no_corpus')
      throw new AppError('rag_failed', 'narration.no_corpus', { asset: request.assetId })
    throw new AppError('rag_failed', 'narration.retrieve_failed', { asset: request.assetId, detail: reply.detail })
  }
  const known = new Set(inScope.map((scene) => scene.id))
  const hits = [
    ...new Map(reply.hits.filter((hit) => known.has(hit.sceneId)).map((hit) => [hit.sceneId, hit])).values(),
  ]
  const found = new Set(hits.map((hit) => hit.sceneId))
  const scenes = inScope.filter((scene) => found.has(scene.id))
  if (scenes.length === 0) throw new AppError('rag_failed', 'narration.no_scene_found', { asset: request.assetId })
  const droppedCount = new Set(reply.hits.map((hit) => hit.sceneId)).size - hits.length
  return { corpusName: reply.corpusName, corpusVersion: reply.corpusVersion, hits, scenes, droppedCount }
}

/** The request of one task: its scope as a hard filter, its people, and no more hits than the scope has scenes. */
export const retrieveRequestOf = (assignment: Assignment): RetrieveRequest => {
  const { orgId, assetId, control, assetName, story, inScope, people, topK } = assignment
  return {
    orgId,
    assetId,
    query: buildQuery(control, story.lang, assetName),
    sceneIds: inScope.length === story.scenes.length ? null : inScope.map((scene) => scene.id),
    characters: people.known,
    topK: Math.min(topK, inScope.length),
    corpusVersion: null,
  }
}
