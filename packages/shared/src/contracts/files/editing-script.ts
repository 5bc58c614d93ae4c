import { z } from 'zod'
import { aiUsage } from './narration-script.ts'

/** Footage under a sentence. Times are `HH:MM:SS.mmm` in the chapter's own video; durations in seconds. */
export const bRollClip = z.looseObject({
  type: z.enum(['dialogue_group', 'dialogue_single', 'action', 'highlight']),
  is_group: z.boolean(),
  scene_id: z.number().int(),
  chapter_id: z.string(),
  content: z.string(),
  start_time: z.string(),
  end_time: z.string(),
  duration: z.number().positive(),
  original_duration: z.number().positive(),
})
export type BRollClip = z.output<typeof bRollClip>

export const editingEntry = z.looseObject({
  narration: z.string(),
  narration_duration: z.number().positive(),
  narration_audio_path: z.string().min(1),
  b_roll_clips: z.array(bRollClip).min(1),
  metadata: z.looseObject({ borrowed_sec: z.number(), reused_sec: z.number() }),
})
export type EditingEntry = z.output<typeof editingEntry>

/** `editing_script_<uuid>.json`. */
export const editingScript = z.looseObject({
  schema_version: z.literal(1),
  generation_date: z.string(),
  fps: z.string(),
  editing_script: z.array(editingEntry).min(1),
  total_sequences: z.number().int(),
  ai_total_usage: aiUsage,
})
export type EditingScript = z.output<typeof editingScript>
