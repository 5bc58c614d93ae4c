import type { Kysely } from 'kysely'
import type { RagDatabase } from '../corpus/rag-database.ts'
import type { StagedCorpus } from './publish-corpus.ts'

/** Of `assetIds`, those a newer task than `taskId` has published. */
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
