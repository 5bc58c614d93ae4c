import { type Kysely, sql } from 'kysely'
import type { RagDatabase } from '../corpus/rag-database.ts'
import { SUPERSEDED_KEPT_MINUTES } from '../corpus/superseded-version.ts'

/** A version still unpublished after an hour belongs to a task that has long ended. */
const UNPUBLISHED_KEPT_MINUTES = 60

/** Deletes versions nobody can ask any more, with their documents and facts. */
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
