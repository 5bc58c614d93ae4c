import { noteOtherModel } from '@vss/shared/ai/language-model.ts'
import { unpaidUsage } from '@vss/shared/ai/usage.ts'
import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { BRollClip, EditingEntry, EditingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { joinSentences } from '@vss/shared/errors/sentence.ts'
import type { TaskOutcome } from '@vss/shared/ledger/end-task.ts'
import { type FrameRate, frameToMs } from '@vss/shared/story/frame-rate.ts'
import { formatTime } from '@vss/shared/story/time.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import { at, type Candidate, type FilmClip, lengthOf, sum } from '../film/film.ts'
import type { FittedEntry } from '../film/fit-film.ts'
import { toNumber } from '../film/seconds.ts'
import type { Choice, EditingTask } from '../providers/clip-chooser.ts'
import { say } from '../words/sentences.ts'
import { type Film, renderFrameRate } from './film.ts'

/** One row for each sentence, in the order of the film. */
const toRows = (film: Film, fitted: readonly FittedEntry[]): EditingEntry[] =>
  film.sentences.map((sentence, index) => {
    const { clips, borrowedFrames, reusedFrames } = at(fitted, index)
    return {
      narration: sentence.narration,
      narration_duration: toNumber(at(film.audio, index)),
      narration_audio_path: sentence.audio_file_path,
      source_scene_ids: (sentence.source_scene_ids ?? []).map(Number),
      b_roll_clips: clips.map((clip) => toClip(film, clip)),
      metadata: {
        frames: sum(clips.map(lengthOf)),
        borrowed_sec: framesToSec(borrowedFrames, film.rate),
        reused_sec: framesToSec(reusedFrames, film.rate),
      },
    }
  })

/** To the microsecond: finer than any frame. */
const framesToSec = (frames: number, rate: FrameRate): number => Number(((frames * rate.den) / rate.num).toFixed(6))

/**
 * Start and duration are floored to milliseconds from whole frames: a seek to the one finds the clip's first frame,
 * and reading for the other ends after its last (docs/editing.md).
 */
const toClip = ({ story, candidates, rate }: Film, clip: FilmClip): BRollClip => {
  const startMs = frameToMs(clip.from, rate)
  const durationMs = frameToMs(lengthOf(clip), rate)
  const scene = at(story.scenes, clip.scene)
  const shown = mostAlike(startMs, startMs + durationMs, candidates[clip.scene] ?? [])
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

/**
 * Stores `editing_script_<uuid>.json` and says how much of the film is borrowed or shown again, and what a model left to
 * the words of the sentences.
 */
export const storeEditingScript = async (
  artifacts: ArtifactStore,
  task: EditingTask,
  film: Film,
  fitted: readonly FittedEntry[],
  choice: Choice,
): Promise<TaskOutcome> => {
  const { rate } = film
  const rows = toRows(film, fitted)
  const now = new Date().toISOString()
  const script: EditingScript = {
    schema_version: 1,
    generation_date: now,
    fps: renderFrameRate(rate),
    editing_script: rows,
    total_sequences: rows.length,
    ai_total_usage: choice.usage ?? unpaidUsage('offline', now),
  }
  const stored = await storeResult(artifacts, task, script)
  const seconds = (frames: number[]) => framesToSec(sum(frames), rate)
  const fields = {
    total_sequences: rows.length,
    video_seconds: seconds(fitted.flatMap(({ clips }) => clips.map(lengthOf))),
    borrowed_seconds: seconds(fitted.map(({ borrowedFrames }) => borrowedFrames)),
    reused_seconds: seconds(fitted.map(({ reusedFrames }) => reusedFrames)),
    ...(choice.usage && { sentences_left_to_words: choice.leftToWords }),
  }
  const asCited = fields.borrowed_seconds === 0 && fields.reused_seconds === 0
  const done = say(task.locale, asCited ? 'result.done' : 'result.borrowed', {
    count: rows.length,
    fps: renderFrameRate(rate),
    seconds: fields.video_seconds.toFixed(1),
    borrowed: fields.borrowed_seconds.toFixed(1),
    reused: fields.reused_seconds.toFixed(1),
  })
  const message = joinSentences(task.locale, [
    done,
    choice.leftToWords > 0 ? say(task.locale, 'result.left', { count: choice.leftToWords }) : null,
    noteOtherModel(task.locale, task.payload.service_params.model, script.ai_total_usage.model_used),
  ])
  return { message, outputPath: stored.relativePath, fields }
}
