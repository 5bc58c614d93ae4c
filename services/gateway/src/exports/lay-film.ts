import type { BRollClip, EditingEntry, EditingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { type FrameRate, msToFrameCeil, parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import { parseTime } from '@vss/shared/story/time.ts'

/** Frames `from` up to, not including, `to`. */
type Frames = { from: number; to: number }

export type LaidClip = {
  chapterId: string
  sceneId: number
  content: string
  /** In the chapter's own video. */
  source: Frames
  /** In the film. */
  record: Frames
}

export type LaidEntry = {
  narration: string
  audioPath: string
  /** When the take plays, in microseconds of the film. Takes follow each other without a pause. */
  startUs: number
  endUs: number
  record: Frames
  clips: LaidClip[]
}

export type LaidFilm = { rate: FrameRate; frames: number; entries: LaidEntry[] }

/** The rate a script was cut at. Throws `payload_invalid` when the script holds no valid one. */
export const rateOfScript = (script: EditingScript): FrameRate => {
  const rate = parseFrameRate(script.fps)
  if (!rate) throw new AppError('payload_invalid', 'export.script_fps', { fps: script.fps })
  return rate
}

/**
 * The film of an editing script in whole frames of `rate`.
 *
 * The times of a script are frames floored to milliseconds, so rounding up finds each frame again. The sum of every
 * entry is compared with the number of frames that the entry states: a script that was edited by hand fails with
 * `payload_invalid`. At another rate than the script's, every cut of the film moves to the nearest frame. Cuts are
 * converted from their position in the film, so rounding errors do not add up. A rate too low to show a clip at all is
 * `parameter_invalid`.
 */
export const layFilm = (script: EditingScript, rate: FrameRate): LaidFilm => {
  const own = rateOfScript(script)
  const toRate = makeRateChange(own, rate)
  let frames = 0
  // Whole nanoseconds: the sum of a film's takes stays below 2^53 and does not drift.
  let audioNs = 0
  const entries = script.editing_script.map((entry, index) => {
    const startUs = Math.round(audioNs / 1000)
    audioNs += Math.round(entry.narration_duration * 1e9)
    const from = frames
    const clips = parseClips(entry, index, own).map(({ clip, source, length }) => {
      const record = { from: toRate(frames), to: toRate(frames + length) }
      frames += length
      if (record.to === record.from) throw new AppError('parameter_invalid', 'export.fps_too_low', { index })
      const start = toRate(source)
      return {
        chapterId: clip.chapter_id,
        sceneId: clip.scene_id,
        content: clip.content,
        source: { from: start, to: start + record.to - record.from },
        record,
      }
    })
    return {
      narration: entry.narration.replace(/\s+/g, ' ').trim(),
      audioPath: entry.narration_audio_path,
      startUs,
      endUs: Math.round(audioNs / 1000),
      record: { from: toRate(from), to: toRate(frames) },
      clips,
    }
  })
  return { rate, frames: toRate(frames), entries }
}

const makeRateChange =
  (own: FrameRate, rate: FrameRate) =>
  (frame: number): number => {
    const divisor = own.num * rate.den
    return Number((BigInt(frame) * BigInt(own.den * rate.num) * 2n + BigInt(divisor)) / BigInt(divisor * 2))
  }

const parseClips = (entry: EditingEntry, index: number, own: FrameRate) => {
  const clips = entry.b_roll_clips.map((clip, at) => {
    const startMs = parseTime(clip.start_time)
    if (startMs === null) throw new AppError('payload_invalid', 'export.clip_time', { index, clip: at })
    return { clip, source: msToFrameCeil(startMs, own), length: framesIn(clip, own) }
  })
  const sum = clips.reduce((total, { length }) => total + length, 0)
  const stated = entry.metadata.frames
  if (sum !== stated) throw new AppError('payload_invalid', 'export.frames', { index, sum, said: String(stated) })
  return clips
}

const framesIn = (clip: BRollClip, own: FrameRate): number => msToFrameCeil(Math.round(clip.duration * 1000), own)
