import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { DraftSegment } from '../providers/narration-writer.ts'
import type { Context } from './retrieve-context.ts'

/** Scenes a segment may gain by asking the corpus for its own words. */
const REPAIR_HITS = 1

export type Grounded = { segments: DraftSegment[]; removedCount: number }

/**
 * Holds every segment to its sources: ids outside the retrieved, in-scope context are dropped; a segment with none
 * left gets the scene the corpus finds for its own words, or is removed and counted.
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
  const segments: DraftSegment[] = []
  for (const draft of drafts) {
    if (!draft.text.trim()) continue
    const kept = [...new Set(draft.sceneIds)].filter((id) => known.has(id))
    const sceneIds = kept.length > 0 ? kept : await repair(draft.text)
    if (sceneIds.length > 0) segments.push({ text: draft.text, sceneIds })
  }
  return { segments, removedCount: drafts.length - segments.length }
}
