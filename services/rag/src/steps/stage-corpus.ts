import type { CharacterFact } from '@vss/shared/story/facts.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { Kysely } from 'kysely'
import type { RagDatabase } from '../corpus/rag-database.ts'
import type { SceneDocument } from './build-scene-documents.ts'
import type { DocumentEmbeddings } from './embed-documents.ts'

/** Rows a statement: 2,000 scenes are ten statements, far from the 65,535 parameters one may have. */
const BATCH_ROWS = 200

export type CorpusContent = {
  orgId: string
  taskId: number
  assetIds: string[]
  lang: StoryLanguage
  documents: SceneDocument[]
  facts: CharacterFact[]
  /** Null: searched by words alone. */
  embeddings: DocumentEmbeddings | null
}

/**
 * Writes a new version that nobody sees yet and returns its number. What an earlier attempt of the same task left
 * is removed first; should that attempt still be writing, its next row is refused.
 */
export const stageCorpus = async (
  db: Kysely<RagDatabase>,
  content: CorpusContent,
  signal: AbortSignal,
): Promise<number> => {
  const { orgId, taskId, assetIds, lang, documents, facts, embeddings } = content
  await db.deleteFrom('rag.corpus_version').where('task_id', '=', taskId).where('published_at', 'is', null).execute()
  const { version } = await db
    .insertInto('rag.corpus_version')
    .values({
      org_id: orgId,
      task_id: taskId,
      asset_ids: assetIds,
      lang,
      embedding_model: embeddings?.model ?? null,
      embedding_dimensions: embeddings?.dimensions ?? null,
    })
    .returning('version')
    .executeTakeFirstOrThrow()
  for (let at = 0; at < documents.length; at += BATCH_ROWS) {
    signal.throwIfAborted()
    const rows = documents.slice(at, at + BATCH_ROWS).map((document, index) => ({
      version,
      scene_id: document.sceneId,
      scene_order: document.order,
      sections: JSON.stringify(document.sections),
      speakers: document.speakers,
      mentioned: document.mentioned,
      embedding: embeddings?.vectors[at + index] ?? null,
    }))
    await db.insertInto('rag.scene_document').values(rows).execute()
  }
  for (let at = 0; at < facts.length; at += BATCH_ROWS) {
    signal.throwIfAborted()
    const rows = facts.slice(at, at + BATCH_ROWS).map((fact, index) => ({
      version,
      ordinal: at + index,
      scene_id: fact.sceneId,
      character: fact.character,
      attribute: fact.attribute,
      value: fact.value,
      type: fact.type,
      source_text: fact.sourceText,
    }))
    await db.insertInto('rag.fact').values(rows).execute()
  }
  return version
}
