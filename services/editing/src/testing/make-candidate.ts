import type { Candidate } from '../film/film.ts'

/** A candidate of the first scene, by its seconds. */
export const makeCandidate = (
  type: Candidate['type'],
  fromSec: number,
  toSec: number,
  overrides: Partial<Candidate> = {},
): Candidate => ({ type, scene: 0, startMs: fromSec * 1000, endMs: toSec * 1000, content: 'x', ...overrides })
