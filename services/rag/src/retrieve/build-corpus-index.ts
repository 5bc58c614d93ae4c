import type { CharacterFact } from '@vss/shared/story/facts.ts'
import type { Section } from '../corpus/section.ts'
import type { CorpusEmbeddings, CorpusIndex, Posting } from './corpus-index.ts'
import { documentTerms } from './tokenize.ts'

export type IndexedDocument = {
  sceneId: number
  order: number
  sections: readonly Section[]
  speakers: readonly string[]
  mentioned: readonly string[]
}

const countTerms = (document: IndexedDocument): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { text } of document.sections) {
    for (const term of documentTerms(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  }
  return counts
}

/** A posting takes as much memory as ten of a vector's numbers. */
const sizeOf = ({ dimensions, vectors }: CorpusEmbeddings): number => Math.ceil((dimensions * vectors.length) / 10)

/** `documents`, `facts` and the vectors of `embeddings` in storyline order. */
export const buildCorpusIndex = (
  documents: readonly IndexedDocument[],
  facts: readonly CharacterFact[],
  embeddings: CorpusEmbeddings | null = null,
): CorpusIndex => {
  const postings = new Map<string, Posting>()
  const lengths: number[] = []
  let size = facts.length + (embeddings ? sizeOf(embeddings) : 0)
  for (const [position, document] of documents.entries()) {
    let length = 0
    for (const [term, frequency] of countTerms(document)) {
      const posting = postings.get(term) ?? { positions: [], frequencies: [] }
      posting.positions.push(position)
      posting.frequencies.push(frequency)
      postings.set(term, posting)
      length += frequency
      size += 1
    }
    lengths.push(length)
  }
  const total = lengths.reduce((sum, length) => sum + length, 0)
  return {
    scenes: documents.map(({ sceneId, order, speakers, mentioned }) => ({
      sceneId,
      order,
      speakers: new Set(speakers),
      mentioned: new Set(mentioned),
    })),
    lengths,
    // One, where no scene has a word, so that nothing is divided by zero.
    averageLength: total / documents.length || 1,
    postings,
    facts,
    embeddings,
    size,
  }
}
