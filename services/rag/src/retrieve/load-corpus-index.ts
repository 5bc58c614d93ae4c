import type { Kysely } from 'kysely'
import { unpackVector } from '../corpus/pack-vector.ts'
import type { RagDatabase } from '../corpus/rag-database.ts'
import { buildCorpusIndex } from './build-corpus-index.ts'
import type { CorpusEmbeddings, CorpusIndex } from './corpus-index.ts'

type EmbeddedVersion = { embedding_model: string | null; embedding_dimensions: number | null }

const toEmbeddings = (
  { embedding_model: model, embedding_dimensions: dimensions }: EmbeddedVersion,
  documents: readonly { embedding: Buffer | null }[],
): CorpusEmbeddings | null => {
  if (model === null || dimensions === null) return null
  return { model, dimensions, vectors: documents.map(({ embedding }) => embedding && unpackVector(embedding)) }
}

/** Reads one version and builds its index. */
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
