import { parseTime } from '@vss/shared/story/time.ts'
import { runEditing } from '../../services/editing/src/testing/run-editing.ts'
import type { EvalCase } from './eval-cases.ts'
import type { Film, Sentence } from './film.ts'

/** The film as the editing service makes it. */
export const cutFilm = async (
  { raw, fps }: Pick<EvalCase, 'raw' | 'fps'>,
  sentences: readonly Sentence[],
): Promise<Film> => {
  const dubbing_script = sentences.map(({ text, sceneIds, audioMs }, index) => ({
    narration: text,
    source_scene_ids: sceneIds,
    audio_file_path: `tasks/1/audio/${index}.wav`,
    duration_seconds: audioMs / 1000,
  }))
  const { script } = await runEditing({ story: raw, dubbing: { dubbing_script }, serviceParams: { fps } })
  return script.editing_script.map(({ b_roll_clips }) =>
    b_roll_clips.map((clip) => ({
      sceneId: clip.scene_id,
      startMs: parseTime(clip.start_time) ?? Number.NaN,
      durationMs: Math.round(clip.duration * 1000),
    })),
  )
}
