import { type Kysely, sql } from 'kysely'
import type { RagDatabase } from '../corpus/rag-database.ts'
import { SUPERSEDED_KEPT_MINUTES } from '../corpus/superseded-version.ts'

/** The version an asset is asked in: the current one, or a pinned one while it is kept. Null when there is none. */
export const findVersion = async (
  db: Kysely<RagDatabase>,
  { orgId, assetId, corpusVersion }: { orgId: string; assetId: string; corpusVersion: number | null },
): Promise<number | null> => {
  if (corpusVersion === null) {
    const current = await db
      .selectFrom('rag.corpus')
      .select('version')
      .where('org_id', '=', orgId)
      .where('asset_id', '=', assetId)
      .executeTakeFirst()
    return current?.version ?? null
  }
  const pinned = await db
    .selectFrom('rag.corpus_version')
    .select('version')
    .where('version', '=', corpusVersion)
    .where('org_id', '=', orgId)
    .where('published_at', 'is not', null)
    .where(sql<boolean>`${assetId} = any(asset_ids)`)
    .where(
      sql<boolean>`(superseded_at is null or superseded_at > now() - make_interval(mins => ${SUPERSEDED_KEPT_MINUTES}::int))`,
    )
    .executeTakeFirst()
  return pinned?.version ?? null
}
