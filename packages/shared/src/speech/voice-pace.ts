import { type Kysely, sql } from 'kysely'
import type { Database } from '../ledger/database.ts'

/** How many takes of a voice are remembered: those of a film or two. */
const MOST_TAKES = 200
/** Fewer takes say more about their sentences than about the voice. */
const LEAST_TAKES = 5
/** Bounds of the pace: no intelligible voice speaks at half or twice the usual speed for a whole film. */
const SLOWEST = 2
const FASTEST = 0.5

/** How a script was spoken: `voice` identifies everything that affects its speed. */
export type SpokenAs = { orgId: string; language: string; voice: string }

/** Records the ratios of measured seconds to `predictSpeechSec`. */
export const recordVoicePace = async (
  db: Kysely<Database>,
  { orgId, language, voice }: SpokenAs,
  ratios: readonly number[],
): Promise<void> => {
  if (ratios.length === 0) return
  const kept = ratios.slice(0, MOST_TAKES)
  await db
    .insertInto('vss.voice_pace')
    .values({ org_id: orgId, language, voice, ratios: kept, measured_at: sql`now()` })
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'language', 'voice']).doUpdateSet({
        ratios: sql`(excluded.ratios || voice_pace.ratios)[1:${sql.lit(MOST_TAKES)}]`,
        measured_at: sql`now()`,
      }),
    )
    .execute()
}

/**
 * The ratio of measured to predicted seconds of the voice that the organisation last used in a language: the median of
 * its takes. 1 if too few were measured.
 */
export const findVoicePace = async (db: Kysely<Database>, orgId: string, language: string): Promise<number> => {
  const row = await db
    .selectFrom('vss.voice_pace')
    .select(
      sql<number>`(select percentile_cont(0.5) within group (order by ratio) from unnest(ratios) as ratio)`.as(
        'median',
      ),
    )
    .where('org_id', '=', orgId)
    .where('language', '=', language)
    .where(sql`cardinality(ratios)`, '>=', LEAST_TAKES)
    .orderBy('measured_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? Math.min(SLOWEST, Math.max(FASTEST, row.median)) : 1
}
