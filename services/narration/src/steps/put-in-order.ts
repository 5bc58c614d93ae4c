import type { Scene } from '@vss/shared/story/story.ts'
import type { GroundedSegment } from './finding.ts'

/** The segments by the earliest scene each cites, those of one scene as they were; `scenes` in storyline order. */
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
