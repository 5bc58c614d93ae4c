import { AppError } from '@vss/shared/errors/app-error.ts'
import { type Kysely, sql } from 'kysely'
import type { RagDatabase } from './rag-database.ts'

/** The name of a corpus that people see. The Edge stores it with its asset. */
export const corpusName = (assetId: string, orgId: string): string => `${assetId}-${orgId}`

/**
 * The asset ids a corpus is registered under: the id in the payload, then the id in the story. People know the first
 * one, so it names the corpus. Throws `payload_invalid` when neither has an id.
 */
export const listAssetIds = (
  fromPayload: string | null | undefined,
  fromStory: string | null,
): [string, ...string[]] => {
  const [first, ...rest] = new Set([fromPayload, fromStory].flatMap((id) => id?.trim() || []))
  if (first === undefined) throw new AppError('payload_invalid', 'corpus.no_asset_id', { key: 'asset_id' })
  return [first, ...rest]
}

/**
 * How long a version still answers after a newer one has replaced it. A task pins one version for its whole life,
 * which is 24 minutes at most.
 */
export const SUPERSEDED_KEPT_MINUTES = 30

/** The current version of an asset, or the pinned one while it is kept. Null when there is none. */
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
