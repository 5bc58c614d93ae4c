import type { RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { Scene } from '@vss/shared/story/story.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { Contradiction, DraftSegment } from '../brief/brief.ts'
import type { Context, Retrieve } from './retrieve-context.ts'

/**
 * What a check found in a segment, and the outcome. Stored in the metadata of the segment with these keys.
 * - `scenes`: cited ids that are not in the context were `dropped`; when none was left, the segment was `repaired` with
 *   the scene that retrieval found for its text
 * - `order`: the segment was `moved` to the place of its scenes in the storyline
 * - `length`: the narration was longer than planned, and the segment was `shortened`
 * - `people`: it named people who are not in its scenes, and was `rewritten`, or is `kept` as it was
 * - `facts`: it contradicted the facts about people; outcomes as of `people`
 */
export type Finding =
  | { check: 'scenes'; outcome: 'dropped' | 'repaired'; scene_ids: number[] }
  | { check: 'order'; outcome: 'moved' }
  | { check: 'length'; outcome: 'shortened' }
  | { check: 'people'; outcome: 'rewritten' | 'kept'; names: string[] }
  | { check: 'facts'; outcome: 'rewritten' | 'kept'; contradicted: Contradiction[] }

export type GroundedSegment = DraftSegment & { findings: Finding[] }

/** Sorts segments by the earliest scene each cites, stably; `scenes` are in storyline order. */
export const putInOrder = (segments: readonly GroundedSegment[], scenes: readonly Scene[]): GroundedSegment[] => {
  const position = new Map(scenes.map((scene, at) => [scene.id, at]))
  let furthest = 0
  const placed = segments.map((segment) => {
    const at = Math.min(...segment.sceneIds.map((id) => position.get(id) ?? 0))
    const isLate = at < furthest
    furthest = Math.max(furthest, at)
    return {
      at,
      segment: isLate
        ? { ...segment, findings: [...segment.findings, { check: 'order', outcome: 'moved' } as const] }
        : segment,
    }
  })
  return placed.toSorted((a, b) => a.at - b.at).map(({ segment }) => segment)
}

/** Scenes that a repair adds to a segment. */
const REPAIR_HITS = 1

export type Grounded = { segments: GroundedSegment[]; removedCount: number }

/**
 * Holds every segment to its sources. Cited ids outside the context are dropped. A segment that has none left gets the
 * scene that retrieval finds for its own text, or is removed and counted. The rest is sorted into storyline order.
 */
export const groundSegments = async (
  drafts: readonly DraftSegment[],
  context: Context,
  request: RetrieveRequest,
  retrieve: Retrieve,
  run: Pick<Run, 'step'>,
): Promise<Grounded> => {
  const known = new Set(context.scenes.map((scene) => scene.id))
  const repair = async (text: string): Promise<number[]> => {
    const { corpusVersion } = context
    const repairing = { ...request, query: text, sceneIds: [...known], topK: REPAIR_HITS, corpusVersion }
    const reply = await run.step('repair', 1, repairing, () => retrieve(repairing))
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
