import { type FrameRate, msToFrameCeil } from '@vss/shared/story/frame-rate.ts'
import type { Scene, Story } from '@vss/shared/story/story.ts'
import { footageMs } from '../../services/narration/src/steps/footage.ts'
import type { Clip, Film, Sentence } from './film.ts'
import types from './salient-types.json' with { type: 'json' }

/**
 * Kendall's rank correlation between the order of a sequence and the size of its values: 1 in order, −1 reversed.
 * Pairs of equal values are ignored (Goodman and Kruskal's gamma). Null without a pair.
 */
export const kendallTau = (values: readonly number[]): number | null => {
  let agreeing = 0
  let opposed = 0
  for (const [at, value] of values.entries()) {
    for (const later of values.slice(at + 1)) {
      if (later > value) agreeing += 1
      else if (later < value) opposed += 1
    }
  }
  return agreeing + opposed === 0 ? null : (agreeing - opposed) / (agreeing + opposed)
}

const TURNS = new Set(types.turns)
const ACTS = 3

/** A story cannot be followed without these scenes: annotators marked a turn of the plot in them. */
const isSalient = ({ highlights }: Story['scenes'][number]): boolean =>
  highlights.some(({ type }) => type !== null && TURNS.has(type.toLowerCase()))

/** For each third of the storyline: the share of its salient scenes that are `shown`; null if it has none. */
const salientByAct = (story: Story, shown: ReadonlySet<number>): (number | null)[] =>
  Array.from({ length: ACTS }, (_, act) => {
    const from = (act * story.scenes.length) / ACTS
    const to = ((act + 1) * story.scenes.length) / ACTS
    const salient = story.scenes.filter((scene) => scene.order >= from && scene.order < to && isSalient(scene))
    return salient.length === 0 ? null : salient.filter(({ id }) => shown.has(id)).length / salient.length
  })

export type FilmFigures = {
  clips: number
  /** Share of sentence ends at which the picture is not behind the audio and less than one frame ahead of it. */
  lockedShare: number
  /** The largest distance between picture and audio at any sentence end, in frames. */
  worstLockFrames: number
  /** Picture minus audio at the end of the film. */
  driftSec: number
  /** Footage outside the scene that its clip names. */
  spillSec: number
  /** Footage shown again, and the part of it for which unseen footage was left. */
  overlapSec: number
  avoidableOverlapSec: number
  /** Clips in storyline order. */
  tau: number | null
  /** Share of the footage that shows a scene cited by its sentence. */
  citedShare: number
  clipSec: { median: number; under05: number; from05to2: number; from2to6: number; over6: number }
  /** Salient scenes shown, in the first, second and third part of the story. */
  salientByAct: (number | null)[]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The number of frames that the ffmpeg of an Edge takes for a clip: those that begin inside it. */
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
    // A clip meant to last half a second may be shorter by one frame of the slowest rate.
    under05: share(0, 0.458),
    from05to2: share(0.458, 2),
    from2to6: share(2, 6.001),
    over6: share(6.001, Number.POSITIVE_INFINITY),
  }
}

/** All objective figures of a film. `film[i]` is the footage under `sentences[i]`. */
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
