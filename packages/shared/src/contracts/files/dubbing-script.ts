import { z } from 'zod'
import { checkedList, MAX_SEGMENTS } from './checked-list.ts'
import { citedSceneId } from './narration-script.ts'

/** One narration item with its take. `audio_file_path` is a relative path of this server; seconds are measured. */
export const dubbedItem = z.looseObject({
  narration: z.string(),
  narration_source: z.string().nullish(),
  source_scene_ids: z.array(z.number().int()),
  audio_file_path: z.string(),
  duration_seconds: z.number().positive(),
  tts_instruct: z.string().optional(),
  narration_for_audio: z.string().optional(),
})

/** `dubbing_script_<uuid>.json` as this server writes it. */
export const dubbingScript = z.looseObject({
  schema_version: z.literal(1),
  generation_date: z.string(),
  template_name: z.string(),
  total_duration: z.number(),
  dubbing_script: z.array(dubbedItem).min(1),
})
export type DubbingScript = z.output<typeof dubbingScript>

/** The same file as an Edge sends it back. A missing duration is measured from the audio. */
export const dubbingScriptInput = z.looseObject({
  lang: z.string().nullish(),
  dubbing_script: checkedList(
    z.looseObject({
      narration: z.string(),
      source_scene_ids: checkedList(citedSceneId).nullish(),
      audio_file_path: z.string().min(1),
      duration_seconds: z.unknown().optional(),
    }),
  )
    .min(1)
    .max(MAX_SEGMENTS),
})
export type DubbingScriptInput = z.output<typeof dubbingScriptInput>
