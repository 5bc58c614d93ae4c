import { unpaidUsage } from '@vss/shared/ai/usage.ts'
import type { EditingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { type FrameRate, frameToMs } from '@vss/shared/story/frame-rate.ts'
import { formatTime } from '@vss/shared/story/time.ts'

export type InventedEntry = {
  narration: string
  seconds: number
  clips: { chapter: string; from: number; frames: number }[]
}

/** An editing script in the form the editing service writes, made from whole frames. */
export const inventEditingScript = (rate: FrameRate, entries: readonly InventedEntry[]): EditingScript => ({
  schema_version: 1,
  generation_date: '2026-01-01T00:00:00.000Z',
  fps: rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`,
  editing_script: entries.map(({ narration, seconds, clips }, index) => ({
    narration,
    narration_duration: seconds,
    narration_audio_path: `tasks/1/audio/${String(index).padStart(4, '0')}.wav`,
    b_roll_clips: clips.map(({ chapter, from, frames }) => ({
      type: 'action',
      is_group: false,
      scene_id: 1,
      chapter_id: chapter,
      content: 'A boat, a rope.',
      start_time: formatTime(frameToMs(from, rate)),
      end_time: formatTime(frameToMs(from, rate) + frameToMs(frames, rate)),
      duration: frameToMs(frames, rate) / 1000,
      original_duration: 5,
    })),
    metadata: { frames: clips.reduce((sum, clip) => sum + clip.frames, 0), borrowed_sec: 0, reused_sec: 0 },
  })),
  total_sequences: entries.length,
  ai_total_usage: unpaidUsage('offline', '2026-01-01T00:00:00.000Z'),
})
