import { type Kysely, sql } from 'kysely'
import type { RagDatabase } from '../corpus/rag-database.ts'

export type StagedCorpus = { version: number; orgId: string; taskId: number; assetIds: string[] }

/**
 * Makes a staged version the current one of its assets, inside the transaction that completes the task. An asset
 * that a newer deploy has published keeps that one; a version that wins no asset is dropped, one that lost its last
 * asset starts to expire.
 */
export const publishCorpus = async (trx: Kysely<RagDatabase>, staged: StagedCorpus): Promise<void> => {
  const { version, orgId, taskId } = staged
  // One order for everyone, so that two deploys sharing two assets cannot lock each other out.
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
