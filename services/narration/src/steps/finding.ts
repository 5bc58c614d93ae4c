import type { Contradiction, DraftSegment } from '../brief/brief.ts'

/**
 * What was found when a segment was held against the story, and what became of it; stored in the metadata of the
 * segment, in its keys.
 * - `scenes`: ids that are not in scope were `dropped`, or `repaired` by what the corpus found for the segment's words
 * - `order`: the segment was `moved` to where its scenes stand in the storyline
 * - `length`: the whole was longer than planned, and the segment was `shortened`
 * - `people`: it named people its scenes do not have, and was `rewritten`, or is `kept` as it is
 * - `facts`: it said of people what the facts of the story contradict; outcomes as of `people`
 */
export type Finding =
  | { check: 'scenes'; outcome: 'dropped' | 'repaired'; scene_ids: number[] }
  | { check: 'order'; outcome: 'moved' }
  | { check: 'length'; outcome: 'shortened' }
  | { check: 'people'; outcome: 'rewritten' | 'kept'; names: string[] }
  | { check: 'facts'; outcome: 'rewritten' | 'kept'; contradicted: Contradiction[] }

export type GroundedSegment = DraftSegment & { findings: Finding[] }
