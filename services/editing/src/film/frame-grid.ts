import { type FrameRate, msToFrameCeil, msToFrameFloor } from '@vss/shared/story/frame-rate.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { type ClipLimits, type FilmScene, lengthOf } from './film.ts'
import { addSeconds, type Seconds } from './seconds.ts'

/** Clips under half a second flash by, and shots over six seconds tire (docs/editing.md). */
const MIN_CLIP_MS = 500
const MAX_CLIP_MS = 6000

/** A scene offers the whole frames that lie inside it. */
export const gridScenes = (story: Story, rate: FrameRate): FilmScene[] =>
  story.scenes.map((scene) => {
    const from = msToFrameCeil(scene.startMs, rate)
    return {
      order: scene.order,
      id: scene.id,
      chapterId: scene.chapterId,
      from,
      to: Math.max(from, msToFrameFloor(scene.endMs, rate)),
    }
  })

/**
 * Frames of each entry: its audio ends at A, its video at ⌈A · fps⌉, so that the picture never ends before the word
 * and never a whole frame after it. Only an audio shorter than one frame lends a frame from what follows, since an
 * entry without a picture cannot be played.
 */
export const gridEntries = (audio: readonly Seconds[], rate: FrameRate): number[] => {
  let audioEnd: Seconds = { num: 0n, den: 1n }
  let videoEnd = 0
  return audio.map((duration) => {
    audioEnd = addSeconds(audioEnd, duration)
    const num = audioEnd.num * BigInt(rate.num)
    const den = audioEnd.den * BigInt(rate.den)
    const end = Math.max(Number((num + den - 1n) / den), videoEnd + 1)
    const frames = end - videoEnd
    videoEnd = end
    return frames
  })
}

/** The minimum holds as soon as one scene has room for two such clips: then every longer length can be made of them. */
export const clipLimits = (scenes: readonly FilmScene[], rate: FrameRate): ClipLimits => {
  const min = msToFrameCeil(MIN_CLIP_MS, rate)
  const holds = scenes.some((scene) => lengthOf(scene) >= 2 * min)
  return { min: holds ? min : 1, max: msToFrameFloor(MAX_CLIP_MS, rate) }
}
