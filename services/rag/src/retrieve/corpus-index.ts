import type { CharacterFact } from '@vss/shared/story/facts.ts'
import type { Kysely } from 'kysely'
import type { RagDatabase, Section } from '../corpus/rag-database.ts'
import { unpackVector } from '../corpus/scene-embedding.ts'
import { documentTerms } from './tokenize.ts'

export type IndexedScene = {
  sceneId: number
  order: number
  speakers: ReadonlySet<string>
  mentioned: ReadonlySet<string>
}

/** The scenes that contain a term, by position, and how often each contains it. */
export type Posting = { positions: number[]; frequencies: number[] }

/** Vectors of length 1 of the scenes, by position; null for a scene without text. */
export type CorpusEmbeddings = { model: string; dimensions: number; vectors: readonly (Float32Array | null)[] }

/** One version of a corpus, ready for queries. Immutable. */
export type CorpusIndex = {
  /** In storyline order. */
  scenes: readonly IndexedScene[]
  /** Terms per scene. */
  lengths: readonly number[]
  averageLength: number
  postings: ReadonlyMap<string, Posting>
  /** In storyline order. */
  facts: readonly CharacterFact[]
  /** Null: the corpus was deployed without an embedding model. */
  embeddings: CorpusEmbeddings | null
  /** The memory it takes, counted in postings. */
  size: number
}

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

/** A posting takes as much memory as ten numbers of a vector. */
const sizeOf = ({ dimensions, vectors }: CorpusEmbeddings): number => Math.ceil((dimensions * vectors.length) / 10)

/** Builds the index. `documents`, `facts` and the vectors of `embeddings` are in storyline order. */
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
    // 1 if no scene has a word, which avoids a division by zero.
    averageLength: total / documents.length || 1,
    postings,
    facts,
    embeddings,
    size,
  }
}

type EmbeddedVersion = { embedding_model: string | null; embedding_dimensions: number | null }

const toEmbeddings = (
  { embedding_model: model, embedding_dimensions: dimensions }: EmbeddedVersion,
  documents: readonly { embedding: Buffer | null }[],
): CorpusEmbeddings | null => {
  if (model === null || dimensions === null) return null
  return { model, dimensions, vectors: documents.map(({ embedding }) => embedding && unpackVector(embedding)) }
}

/** Loads one version and builds its index. */
export const loadCorpusIndex = async (db: Kysely<RagDatabase>, version: number): Promise<CorpusIndex> => {
  const embedded = await db
    .selectFrom('rag.corpus_version')
    .select(['embedding_model', 'embedding_dimensions'])
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  const documents = await db
    .selectFrom('rag.scene_document')
    .selectAll()
    .where('version', '=', version)
    .orderBy('scene_order')
    .execute()
  const facts = await db.selectFrom('rag.fact').selectAll().where('version', '=', version).orderBy('ordinal').execute()
  return buildCorpusIndex(
    documents.map(({ scene_id, scene_order, sections, speakers, mentioned }) => ({
      sceneId: scene_id,
      order: scene_order,
      sections,
      speakers,
      mentioned,
    })),
    facts.map(({ scene_id, character, attribute, value, type, source_text }) => ({
      sceneId: scene_id,
      character,
      attribute,
      value,
      type,
      sourceText: source_text,
    })),
    toEmbeddings(embedded, documents),
  )
}
