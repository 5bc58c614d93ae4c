import { type FrameRate, msToFrameCeil } from '@vss/shared/story/frame-rate.ts'
import type { Scene, Story } from '@vss/shared/story/story.ts'
import { footageMs } from '../../services/narration/src/steps/footage.ts'
import type { Clip, Film, Sentence } from './film.ts'
import { kendallTau } from './kendall-tau.ts'
import { salientByAct } from './salient-scenes.ts'

export type FilmFigures = {
  clips: number
  /** Share of sentence ends at which the picture is no frame behind the audio and less than one ahead of it. */
  lockedShare: number
  /** The furthest the picture is from the audio at any sentence end, in frames. */
  worstLockFrames: number
  /** Picture minus audio at the end of the film. */
  driftSec: number
  /** Footage outside the scene a clip says it is of. */
  spillSec: number
  /** Footage shown again, and how much of it could have been footage not shown yet. */
  overlapSec: number
  avoidableOverlapSec: number
  /** Clips in storyline order. */
  tau: number | null
  /** Of the footage, what shows a scene its sentence cites. */
  citedShare: number
  clipSec: { median: number; under05: number; from05to2: number; from2to6: number; over6: number }
  /** Salient scenes shown, in the first, second and third part of the story. */
  salientByAct: (number | null)[]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** How many frames an Edge's ffmpeg takes for a clip: those that begin inside it. */
const framesOf = ({ startMs, durationMs }: Clip, rate: FrameRate): number =>
  msToFrameCeil(startMs + durationMs, rate) - msToFrameCeil(startMs, rate)

const measureLock = (film: Film, sentences: readonly Sentence[], rate: FrameRate) => {
  let frames = 0
  let audioMs = 0
  const ahead = film.map((clips, at) => {
    frames += sum(clips.map((clip) => framesOf(clip, rate)))
    audioMs += sentences[at]?.audioMs ?? 0
    return frames - (audioMs * rate.num) / (rate.den * 1000)
  })
  return {
    lockedShare: ahead.filter((one) => one > -1e-6 && one < 1).length / ahead.length,
    worstLockFrames: Math.max(...ahead.map(Math.abs)),
    driftSec: ((ahead.at(-1) ?? 0) * rate.den) / rate.num,
  }
}

const measureSources = (clips: readonly (Clip & { scene: Scene })[], story: Story) => {
  const spillMs = clips.map(({ startMs, durationMs, scene }) => {
    const inside = Math.min(startMs + durationMs, scene.endMs) - Math.max(startMs, scene.startMs)
    return durationMs - Math.max(0, inside)
  })
  const shown = footageMs(
    clips.map(({ startMs, durationMs, scene }) => ({
      chapterId: scene.chapterId,
      startMs,
      endMs: startMs + durationMs,
    })),
  )
  const overlapMs = sum(clips.map(({ durationMs }) => durationMs)) - shown
  return {
    spillSec: sum(spillMs) / 1000,
    overlapSec: overlapMs / 1000,
    avoidableOverlapSec: Math.min(overlapMs, Math.max(0, footageMs(story.scenes) - shown)) / 1000,
  }
}

const measureLengths = (clips: readonly Clip[]): FilmFigures['clipSec'] => {
  const seconds = clips.map(({ durationMs }) => durationMs / 1000).sort((a, b) => a - b)
  const share = (from: number, to: number) => seconds.filter((one) => one >= from && one < to).length / seconds.length
  return {
    median: seconds[Math.floor(seconds.length / 2)] ?? 0,
    // A clip of half a second is at least half a second less one frame of the slowest rate.
    under05: share(0, 0.458),
    from05to2: share(0.458, 2),
    from2to6: share(2, 6.001),
    over6: share(6.001, Number.POSITIVE_INFINITY),
  }
}

/** Every figure of a film that needs no one's opinion. `film[i]` lies under `sentences[i]`. */
export const measureFilm = (film: Film, sentences: readonly Sentence[], story: Story, rate: FrameRate): FilmFigures => {
  const sceneOf = new Map(story.scenes.map((scene) => [scene.id, scene]))
  const clips = film.flatMap((own, at) =>
    own.flatMap((clip) => {
      const scene = sceneOf.get(clip.sceneId)
      return scene ? [{ ...clip, scene, isCited: sentences[at]?.sceneIds.includes(clip.sceneId) ?? false }] : []
    }),
  )
  const lengthOf = (some: readonly Clip[]) => sum(some.map(({ durationMs }) => durationMs))
  return {
    clips: clips.length,
    ...measureLock(film, sentences, rate),
    ...measureSources(clips, story),
    tau: kendallTau(clips.map(({ scene }) => scene.order)),
    citedShare: lengthOf(clips.filter(({ isCited }) => isCited)) / lengthOf(clips),
    clipSec: measureLengths(clips),
    salientByAct: salientByAct(story, new Set(clips.map(({ sceneId }) => sceneId))),
  }
}
