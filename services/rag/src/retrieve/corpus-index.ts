import type { CharacterFact } from '@vss/shared/story/character-fact.ts'

export type IndexedScene = {
  sceneId: number
  order: number
  speakers: ReadonlySet<string>
  mentioned: ReadonlySet<string>
}

/** Which scenes (by position) hold a term, and how often. */
export type Posting = { positions: number[]; frequencies: number[] }

/** One version of a corpus, ready to be asked. Immutable. */
export type CorpusIndex = {
  /** In storyline order. */
  scenes: readonly IndexedScene[]
  lengths: readonly number[]
  averageLength: number
  postings: ReadonlyMap<string, Posting>
  /** In storyline order. */
  facts: readonly CharacterFact[]
  /** How much memory it takes, counted in postings. */
  size: number
}
