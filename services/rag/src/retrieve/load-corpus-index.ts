import type { Kysely } from 'kysely'
import type { RagDatabase } from '../rag-database.ts'
import { buildCorpusIndex } from './build-corpus-index.ts'
import type { CorpusIndex } from './corpus-index.ts'

/** Reads one version and builds its index. */
export const loadCorpusIndex = async (db: Kysely<RagDatabase>, version: number): Promise<CorpusIndex> => {
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
  )
}
