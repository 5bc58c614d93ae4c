import type { Kysely } from 'kysely'
import { embeddedText } from '../corpus/embedded-text.ts'
import type { RagDatabase } from '../corpus/rag-database.ts'

/**
 * What is embedded already in the current versions of these assets, with the same model and size: packed vectors by
 * their text, so that a new deploy pays for changed scenes alone.
 */
export const findKnownVectors = async (
  db: Kysely<RagDatabase>,
  { orgId, assetIds }: { orgId: string; assetIds: string[] },
  { model, dimensions }: { model: string; dimensions: number },
): Promise<Map<string, Buffer>> => {
  const rows = await db
    .selectFrom('rag.corpus as corpus')
    .innerJoin('rag.corpus_version as version', 'version.version', 'corpus.version')
    .innerJoin('rag.scene_document as document', 'document.version', 'corpus.version')
    .select(['document.sections', 'document.embedding'])
    .where('corpus.org_id', '=', orgId)
    .where('corpus.asset_id', 'in', assetIds)
    .where('version.embedding_model', '=', model)
    .where('version.embedding_dimensions', '=', dimensions)
    .execute()
  return new Map(rows.flatMap(({ sections, embedding }) => (embedding ? [[embeddedText(sections), embedding]] : [])))
}
