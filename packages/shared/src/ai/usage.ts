import { type Kysely, sql } from 'kysely'
import type { AiUsage } from '../contracts/files/narration-script.ts'
import type { Database } from '../ledger/database.ts'

/**
 * The usage of a call, as its provider counts it. `promptTokens` includes `cachedTokens`; `outputTokens` does not include
 * `thinkingTokens`. Voices are counted in `characters`, or in tokens if they are language models.
 */
export type Units = {
  promptTokens?: number
  cachedTokens?: number
  thinkingTokens?: number
  outputTokens?: number
  characters?: number
}

/** Latin text has about four bytes per token. CJK text has three bytes per character, and slightly more than a character per token. */
const BYTES_PER_TOKEN = 4

/** An estimate, for the limiter and for providers that report no count. */
export const estimateTokens = (...texts: string[]): number =>
  Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / BYTES_PER_TOKEN)

/** `ai_total_usage` of a result without paid calls; `model` is the name of the model in it. */
export const unpaidUsage = (model: string, timestamp: string): AiUsage => ({
  model_used: model,
  prompt_tokens: 0,
  cached_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  duration_seconds: 0,
  request_count: 0,
  timestamp,
  cost_usd: 0,
  cost_rmb: 0,
})

type Sums = { prompt: number; cached: number; completion: number; seconds: number; calls: number; usd: number }

/**
 * The usage of a task so far, as result files contain it: all calls of all attempts that were answered or refused.
 * Completion tokens include thinking. `duration_seconds` is the time spent waiting for answers; concurrent calls each
 * count in full. Calls without an answer count only in `uncertain_cost_usd`, with their estimate.
 */
export const sumTaskUsage = async (
  db: Kysely<Database>,
  taskId: number,
  { model, rmbPerUsd }: { model: string; rmbPerUsd: number },
): Promise<AiUsage> => {
  const { rows } = await sql<Sums & { uncertainUsd: number }>`
    select
      coalesce(sum((units->>'promptTokens')::float8) filter (where ended), 0)::float8 as prompt,
      coalesce(sum((units->>'cachedTokens')::float8) filter (where ended), 0)::float8 as cached,
      coalesce(sum(coalesce((units->>'outputTokens')::float8, 0) + coalesce((units->>'thinkingTokens')::float8, 0))
        filter (where ended), 0)::float8 as completion,
      coalesce(sum(extract(epoch from finished_at - created_at)), 0)::float8 as seconds,
      count(*)::int as calls,
      coalesce(sum(cost_usd) filter (where ended), 0)::float8 as usd,
      coalesce(sum(cost_usd) filter (where not ended), 0)::float8 as "uncertainUsd"
    from (select *, state in ('ok', 'error') as ended from vss.provider_call where task_id = ${taskId}) call`.execute(
    db,
  )
  const [sums] = rows
  if (!sums) throw new Error('an aggregate has one row')
  const { prompt, cached, completion, seconds, calls, usd, uncertainUsd } = sums
  return {
    model_used: model,
    prompt_tokens: prompt,
    cached_tokens: cached,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    duration_seconds: Number(seconds.toFixed(3)),
    request_count: calls,
    timestamp: new Date().toISOString(),
    cost_usd: usd,
    cost_rmb: Number((usd * rmbPerUsd).toFixed(9)),
    uncertain_cost_usd: uncertainUsd,
  }
}
