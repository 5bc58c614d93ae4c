import { z } from 'zod'
import { WHOLE_NUMBER } from '../parameters.ts'
import { checkedList, MAX_SEGMENTS } from './checked-list.ts'

/** The use and cost of an AI provider; zeros if the writer was offline. Durations in seconds. */
export const aiUsage = z.looseObject({
  model_used: z.string(),
  prompt_tokens: z.number(),
  cached_tokens: z.number(),
  completion_tokens: z.number(),
  total_tokens: z.number(),
  duration_seconds: z.number(),
  request_count: z.number(),
  timestamp: z.string(),
  cost_usd: z.number(),
  cost_rmb: z.number(),
})
export type AiUsage = z.output<typeof aiUsage>

/** Pacing of one segment: durations in seconds, `text_len` in `count_unit`s. */
export const segmentMetadata = z.looseObject({
  text_len: z.number(),
  count_unit: z.string(),
  pred_audio_duration: z.number(),
  real_visual_duration: z.number(),
  duration_limit: z.number(),
  overflow_sec: z.number(),
  is_overflow: z.boolean(),
  tolerance_ratio: z.number(),
  refined: z.boolean(),
  validation_error: z.string().optional(),
  /** Predicted from the text's sounds and pauses, at the pace of the voice last measured. Absent if a rate was requested. */
  expected_audio_duration: z.number().optional(),
})
export type SegmentMetadata = z.output<typeof segmentMetadata>

export const narrationSegment = z.looseObject({
  narration: z.string(),
  narration_source: z.string().nullable(),
  source_scene_ids: z.array(z.number().int()),
  metadata: segmentMetadata,
})
export type NarrationSegment = z.output<typeof narrationSegment>

/** `narration_script_<uuid>.json` as this server writes it. */
export const narrationScript = z.looseObject({
  schema_version: z.literal(1),
  generation_date: z.string(),
  asset_name: z.string(),
  source_corpus: z.string(),
  lang: z.string(),
  style: z.string(),
  perspective: z.string(),
  rag_context_snapshot: z.unknown(),
  narration_script: z.array(narrationSegment).min(1),
  ai_total_usage: aiUsage,
})
export type NarrationScript = z.output<typeof narrationScript>

/** Some clients write scene ids as text. */
export const citedSceneId = z.union([z.number().int(), z.string().regex(WHOLE_NUMBER)])

/**
 * The same file as an Edge sends it back, possibly written by an older server or edited by hand. Only the fields that
 * later tasks need are required; everything else is kept.
 */
export const narrationScriptInput = z.looseObject({
  lang: z.string().nullish(),
  target_lang: z.string().nullish(),
  style: z.string().nullish(),
  perspective: z.string().nullish(),
  narration_script: checkedList(
    z.looseObject({
      narration: z.string().min(1),
      narration_source: z.string().nullish(),
      source_scene_ids: checkedList(citedSceneId).nullish(),
    }),
  )
    .min(1)
    .max(MAX_SEGMENTS),
})
export type NarrationScriptInput = z.output<typeof narrationScriptInput>
