import type { CharacterFact } from '@vss/shared/story/facts.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { type Kysely, sql } from 'kysely'
import { SUPERSEDED_KEPT_MINUTES } from '../corpus/corpus-version.ts'
import type { RagDatabase } from '../corpus/rag-database.ts'
import type { SceneDocument } from './build-scene-documents.ts'
import type { DocumentEmbeddings } from './embed-corpus.ts'

/*
 * The life of a corpus version. A deployment stages a version: its rows are written, but no asset points to it.
 * Publishing, in the transaction that completes the task, points the assets to it. A version that no asset points to
 * any more is superseded: it still answers tasks that have pinned it, for half an hour, and the next deployment removes
 * it. Two deployments of one asset may overlap; the task with the higher id wins.
 */

/** A version still unpublished after an hour belongs to a task that ended long ago. */
const UNPUBLISHED_KEPT_MINUTES = 60
/** Rows per statement: 2,000 scenes are ten statements, far below the limit of 65,535 parameters for each. */
const BATCH_ROWS = 200

export type CorpusContent = {
  orgId: string
  taskId: number
  assetIds: string[]
  lang: StoryLanguage
  documents: SceneDocument[]
  facts: CharacterFact[]
  /** Null: the corpus is searched by words alone. */
  embeddings: DocumentEmbeddings | null
}

export type StagedCorpus = { version: number; orgId: string; taskId: number; assetIds: string[] }

/** Deletes versions that no longer answer, with their documents and facts. */
export const removeExpiredVersions = async (db: Kysely<RagDatabase>): Promise<void> => {
  const before = (minutes: number) => sql<Date>`now() - make_interval(mins => ${minutes}::int)`
  await db
    .deleteFrom('rag.corpus_version')
    .where((where) =>
      where.or([
        where('superseded_at', '<', before(SUPERSEDED_KEPT_MINUTES)),
        where.and([where('published_at', 'is', null), where('created_at', '<', before(UNPUBLISHED_KEPT_MINUTES))]),
      ]),
    )
    .execute()
}

/** Inserts in batches, so that an aborted task stops between two statements. */
const insertDocuments = async (
  db: Kysely<RagDatabase>,
  version: number,
  { documents, embeddings }: CorpusContent,
  signal: AbortSignal,
): Promise<void> => {
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
}

const insertFacts = async (
  db: Kysely<RagDatabase>,
  version: number,
  facts: readonly CharacterFact[],
  signal: AbortSignal,
): Promise<void> => {
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
}

/**
 * Writes a new, still invisible version and returns its number. It first removes the version that an earlier attempt of
 * the same task left; if that attempt is still writing, its next row is refused.
 */
export const stageCorpus = async (
  db: Kysely<RagDatabase>,
  content: CorpusContent,
  signal: AbortSignal,
): Promise<number> => {
  const { orgId, taskId, assetIds, lang, facts, embeddings } = content
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
  await insertDocuments(db, version, content, signal)
  await insertFacts(db, version, facts, signal)
  return version
}

/** Those of `assetIds` that a newer task than `taskId` has published. */
export const findNewerDeploys = async (
  db: Kysely<RagDatabase>,
  { orgId, taskId, assetIds }: Omit<StagedCorpus, 'version'>,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('rag.corpus')
    .select('asset_id')
    .where('org_id', '=', orgId)
    .where('asset_id', 'in', assetIds)
    .where('task_id', '>', taskId)
    .orderBy('asset_id')
    .execute()
  return rows.map((row) => row.asset_id)
}

/** Points the assets to this version, and returns those that no newer deployment holds. */
const takeAssets = async (trx: Kysely<RagDatabase>, staged: StagedCorpus): Promise<string[]> => {
  const { version, orgId, taskId } = staged
  // Always in the same order, so that two deployments that share two assets cannot deadlock.
  const assetIds = staged.assetIds.toSorted()
  const won: string[] = []
  for (const assetId of assetIds) {
    const row = await trx
      .insertInto('rag.corpus')
      .values({ org_id: orgId, asset_id: assetId, version, task_id: taskId })
      .onConflict((conflict) =>
        conflict
          .columns(['org_id', 'asset_id'])
          .doUpdateSet({ version, task_id: taskId, published_at: sql`now()` })
          .where('rag.corpus.task_id', '<', taskId),
      )
      .returning('asset_id')
      .executeTakeFirst()
    if (row) won.push(row.asset_id)
  }
  return won
}

/**
 * Makes a staged version the current one of its assets; runs inside the transaction that completes the task. An asset
 * that a newer deployment has published keeps that one. A version that wins no asset is deleted; one that has lost its
 * last asset is marked as superseded.
 */
export const publishCorpus = async (trx: Kysely<RagDatabase>, staged: StagedCorpus): Promise<void> => {
  const { version, orgId } = staged
  const won = await takeAssets(trx, staged)
  if (won.length === 0) {
    await trx.deleteFrom('rag.corpus_version').where('version', '=', version).execute()
    return
  }
  await trx
    .updateTable('rag.corpus_version')
    .set({ asset_ids: won, published_at: sql<Date>`now()` })
    .where('version', '=', version)
    .execute()
  await trx
    .updateTable('rag.corpus_version as v')
    .set({ superseded_at: sql<Date>`now()` })
    .where('v.org_id', '=', orgId)
    .where('v.published_at', 'is not', null)
    .where('v.superseded_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('rag.corpus as c').select('c.version').whereRef('c.version', '=', 'v.version'))),
    )
    .execute()
}
