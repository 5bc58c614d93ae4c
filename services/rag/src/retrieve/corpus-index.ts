import type { CharacterFact } from '@vss/shared/story/facts.ts'

export type IndexedScene = {
  sceneId: number
  order: number
  speakers: ReadonlySet<string>
  mentioned: ReadonlySet<string>
}

/** Which scenes (by position) hold a term, and how often. */
export type Posting = { positions: number[]; frequencies: number[] }

/** What the scenes are about, by position, as vectors of length 1; null for a scene without a word. */
export type CorpusEmbeddings = { model: string; dimensions: number; vectors: readonly (Float32Array | null)[] }

/** One version of a corpus, ready to be asked. Immutable. */
export type CorpusIndex = {
  /** In storyline order. */
  scenes: readonly IndexedScene[]
  lengths: readonly number[]
  averageLength: number
  postings: ReadonlyMap<string, Posting>
  /** In storyline order. */
  facts: readonly CharacterFact[]
  /** Null: the corpus was deployed without a model to embed it. */
  embeddings: CorpusEmbeddings | null
  /** How much memory it takes, counted in postings. */
  size: number
}
