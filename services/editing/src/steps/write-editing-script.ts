import type { BRollClip, EditingEntry } from '@vss/shared/contracts/files/editing-script.ts'
import { type FrameRate, frameToMs } from '@vss/shared/story/frame-rate.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { formatTime } from '@vss/shared/story/time.ts'
import type { Candidate } from '../film/candidate.ts'
import { type FilmClip, lengthOf, sum } from '../film/film.ts'
import type { FittedEntry } from '../film/fit-film.ts'
import { type Seconds, toNumber } from '../film/seconds.ts'
import type { DubbedSentence } from './load-dubbing-script.ts'

/** The rows of the editing script: one for each sentence, in the order of the film. */
export const writeEditingScript = (
  story: Story,
  sentences: readonly DubbedSentence[],
  audio: readonly Seconds[],
  fitted: readonly FittedEntry[],
  candidates: readonly (readonly Candidate[])[],
  rate: FrameRate,
): EditingEntry[] =>
  sentences.map((sentence, index) => {
    const { clips, borrowedFrames, reusedFrames } = fitted[index] as FittedEntry
    return {
      narration: sentence.narration,
      narration_duration: toNumber(audio[index] as Seconds),
      narration_audio_path: sentence.audio_file_path,
      source_scene_ids: (sentence.source_scene_ids ?? []).map(Number),
      b_roll_clips: clips.map((clip) => writeClip(clip, story, candidates[clip.scene] ?? [], rate)),
      metadata: {
        frames: sum(clips.map(lengthOf)),
        borrowed_sec: framesToSec(borrowedFrames, rate),
        reused_sec: framesToSec(reusedFrames, rate),
      },
    }
  })

/** To the microsecond: finer than any frame. */
export const framesToSec = (frames: number, rate: FrameRate): number =>
  Number(((frames * rate.den) / rate.num).toFixed(6))

/**
 * Start and duration are floored to milliseconds from whole frames: a seek to the one finds the clip's first frame,
 * and reading for the other ends after its last (EDGE_CONTRACT §6).
 */
const writeClip = (clip: FilmClip, story: Story, candidates: readonly Candidate[], rate: FrameRate): BRollClip => {
  const startMs = frameToMs(clip.from, rate)
  const durationMs = frameToMs(lengthOf(clip), rate)
  const scene = story.scenes[clip.scene] as Story['scenes'][number]
  const shown = mostAlike(startMs, startMs + durationMs, candidates)
  return {
    type: shown?.type ?? 'action',
    is_group: shown?.type === 'dialogue_group',
    scene_id: scene.id,
    chapter_id: scene.chapterId,
    content: shown?.content ?? '',
    start_time: formatTime(startMs),
    end_time: formatTime(startMs + durationMs),
    duration: durationMs / 1000,
    original_duration: (shown ? shown.endMs - shown.startMs : scene.endMs - scene.startMs) / 1000,
  }
}

/** The candidate that shares most of its time with the clip: shared time over the time either has, the first at a tie. */
const mostAlike = (startMs: number, endMs: number, candidates: readonly Candidate[]): Candidate | null => {
  let best: Candidate | null = null
  let most = 0
  for (const candidate of candidates) {
    const shared = Math.min(endMs, candidate.endMs) - Math.max(startMs, candidate.startMs)
    const alike = shared / (endMs - startMs + candidate.endMs - candidate.startMs - shared)
    if (alike > most) {
      best = candidate
      most = alike
    }
  }
  return best
}
