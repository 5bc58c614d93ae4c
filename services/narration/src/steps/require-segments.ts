import { AppError } from '@vss/shared/errors/app-error.ts'
import type { GroundedSegment } from './finding.ts'
import type { PaceInput } from './pace-segments.ts'

/** The segments as pacing takes them. Throws 3004 when the scenes gave nothing to tell. */
export const requireSegments = (segments: readonly GroundedSegment[]): PaceInput[] => {
  if (segments.length === 0) throw new AppError('payload_invalid', 'narration.nothing_to_tell')
  return segments.map((segment) => ({ ...segment, narrationSource: null }))
}
