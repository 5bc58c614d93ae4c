import type { ControlParams } from '@vss/shared/contracts/narration-control.ts'
import type { RetrieveHit, RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import { extractKeywords } from '../language/keywords.ts'
import { FOCUSES } from '../language/lexicon.ts'
import type { Assignment } from './assignment.ts'

/** Words taken from a custom prompt: more would drown the rest of the query. */
const PROMPT_KEYWORDS = 20

/** The query: words of the focus in the language of the story, the people to follow, the asset's name. */
export const buildQuery = (control: ControlParams, lang: StoryLanguage, assetName: string): string => {
  const people = control.character_focus.mode === 'specific' ? control.character_focus.characters : []
  const prompt = control.narrative_focus === 'custom' ? (control.custom_prompts?.narrative_focus ?? '') : ''
  const words = [
    ...FOCUSES[lang][control.narrative_focus].keywords,
    ...extractKeywords(prompt, lang).slice(0, PROMPT_KEYWORDS),
    ...people,
    control.perspective === 'first_person' ? (control.perspective_character ?? '') : '',
    assetName,
  ]
  return [...new Set(words.filter((word) => word.trim()))].join(' ')
}

export type Context = {
  corpusName: string
  corpusVersion: number
  /** Hits the story has, in scope, best first. */
  hits: RetrieveHit[]
  /** Their scenes in storyline order. */
  scenes: Scene[]
  /** Hits left out because they are not scenes in scope. */
  droppedCount: number
}

export type Retrieve = (request: RetrieveRequest) => Promise<RetrieveReply>

/**
 * Retrieval for one claim of a task. The claim is added here because it is not part of the request itself: the request
 * is the input of the step that keeps the answer, and the next attempt is another claim.
 */
export const retrieveForClaim =
  (retrieve: Retrieve, { id, fence }: Pick<ClaimedTask, 'id' | 'fence'>): Retrieve =>
  (request) =>
    retrieve({ ...request, task: { id, epoch: fence.epoch } })

/**
 * Asks rag for the scenes that matter, once per task. Throws 3001 when there is no corpus, when the corpus knows none of
 * the scenes in scope, and when retrieval failed.
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

/** The request of a task: the scope is a hard filter, and there are at most as many hits as scenes in scope. */
export const makeRetrieveRequest = (assignment: Assignment): RetrieveRequest => {
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
