import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { DraftSegment } from '../brief/brief.ts'
import type { Finding, GroundedSegment } from './finding.ts'
import { putInOrder } from './put-in-order.ts'
import type { Context } from './retrieve-context.ts'

/** Scenes a segment may gain by asking the corpus for its own words. */
const REPAIR_HITS = 1

export type Grounded = { segments: GroundedSegment[]; removedCount: number }

/**
 * Holds every segment to its sources: ids outside the retrieved, in-scope context are dropped; a segment with none
 * left gets the scene the corpus finds for its own words, or is removed and counted. What is left stands in the order
 * of the storyline.
 */
export const groundSegments = async (
  drafts: readonly DraftSegment[],
  context: Context,
  request: RetrieveRequest,
  retrieve: (request: RetrieveRequest) => Promise<RetrieveReply>,
): Promise<Grounded> => {
  const known = new Set(context.scenes.map((scene) => scene.id))
  const repair = async (text: string): Promise<number[]> => {
    const reply = await retrieve({
      ...request,
      query: text,
      sceneIds: [...known],
      topK: REPAIR_HITS,
      corpusVersion: context.corpusVersion,
    })
    return reply.ok ? reply.hits.map((hit) => hit.sceneId).filter((id) => known.has(id)) : []
  }
  const segments: GroundedSegment[] = []
  for (const draft of drafts) {
    if (!draft.text.trim()) continue
    const cited = [...new Set(draft.sceneIds)]
    const kept = cited.filter((id) => known.has(id))
    const unknown = cited.filter((id) => !known.has(id))
    const sceneIds = kept.length > 0 ? kept : await repair(draft.text)
    const outcome = kept.length > 0 ? 'dropped' : 'repaired'
    const isSound = kept.length > 0 && unknown.length === 0
    const findings: Finding[] = isSound ? [] : [{ check: 'scenes', outcome, scene_ids: unknown }]
    if (sceneIds.length > 0) segments.push({ text: draft.text, sceneIds, findings })
  }
  return { segments: putInOrder(segments, context.scenes), removedCount: drafts.length - segments.length }
}
