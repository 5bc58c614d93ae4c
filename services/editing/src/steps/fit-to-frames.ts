import { AppError } from '@vss/shared/errors/app-error.ts'
import { type FrameRate, parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import type { Story } from '@vss/shared/story/story.ts'
import {
  at,
  type Candidate,
  type ClipLimits,
  type FilmEntry,
  type FilmPlan,
  lengthOf,
  type Preference,
} from '../film/film.ts'
import { type FittedEntry, fitFilm } from '../film/fit-film.ts'
import { clipLimits, gridEntries, gridScenes } from '../film/frame-grid.ts'
import type { Seconds } from '../film/seconds.ts'
import type { EditingTask } from '../providers/clip-chooser.ts'
import type { DubbedSentence } from './load-inputs.ts'

/** What the film is made of. Lists are by sentence, `candidates` by scene order. */
export type Film = {
  story: Story
  rate: FrameRate
  sentences: readonly DubbedSentence[]
  audio: readonly Seconds[]
  /** The scenes each sentence cites, by order. */
  cited: readonly (readonly number[])[]
  candidates: readonly (readonly Candidate[])[]
}

/**
 * The scenes each sentence cites, by order. Ids the story does not have are left out, and a sentence that is left with
 * none takes those of the nearest one that has some, the earlier at a tie.
 */
export const citeScenes = (story: Story, sentences: readonly DubbedSentence[]): number[][] => {
  const orderOf = new Map(story.scenes.map(({ id, order }) => [id, order]))
  const known = sentences.map(({ source_scene_ids }) =>
    [...new Set((source_scene_ids ?? []).flatMap((id) => orderOf.get(Number(id)) ?? []))].sort((a, b) => a - b),
  )
  return known.map((_ids, index) => nearestKnown(known, index))
}

const nearestKnown = (known: readonly number[][], index: number): number[] => {
  for (let away = 0; away < known.length; away++) {
    for (const near of [known[index - away], known[index + away]]) if (near && near.length > 0) return near
  }
  return []
}

/** What most of the footage is shot at; used when neither the task nor the story says otherwise. */
const DEFAULT_RATE: FrameRate = { num: 25, den: 1 }

/** The task's frame rate (its contract lets nothing else through), else the story's, else 25. */
export const chooseFrameRate = (task: EditingTask, story: Story): FrameRate =>
  parseFrameRate(task.payload.service_params.fps) ?? parseFrameRate(story.fps) ?? DEFAULT_RATE

/** `25`, `24000/1001`. */
export const renderFrameRate = (rate: FrameRate): string =>
  rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`

/** The length a clip is comfortable at: between the two and six seconds aimed at. */
const clipsFor = (frames: number, limits: ClipLimits): number => Math.max(1, Math.round((frames * 1.5) / limits.max))

/** Scenes liked most first, at ties by order. */
const rankByLiking = (scenes: readonly number[], likingOf: (scene: number) => number): number[] =>
  scenes
    .map((scene) => ({ scene, liking: likingOf(scene) }))
    .sort((a, b) => b.liking - a.liking || a.scene - b.scene)
    .map(({ scene }) => scene)

/** What each sentence asks for; `frames` and `cited` (scenes by order) are by sentence. */
const planEntries = (
  { scenes, candidates, prefer, limits }: Omit<FilmPlan, 'entries'>,
  frames: readonly number[],
  cited: Film['cited'],
): FilmEntry[] =>
  frames.map((length, index) => {
    const own = [...(cited[index] ?? [])]
    const guess = Math.floor((index * scenes.length) / frames.length)
    const entry = { index, frames: length, cited: own, anchors: own.length > 0 ? own : [guess] }
    const minFrames = Math.min(limits.min, length)
    const likingOf = (scene: number) =>
      (candidates[scene] ?? []).reduce((most, candidate) => Math.max(most, prefer(index, candidate)), 0)
    const usable = own.filter((scene) => lengthOf(at(scenes, scene)) >= minFrames)
    const count = clipsFor(length, limits)
    const preferred =
      usable.length <= count
        ? usable
        : rankByLiking(usable, likingOf)
            .slice(0, count)
            .sort((a, b) => a - b)
    return { ...entry, minFrames, preferred }
  })

/**
 * Lays the story's footage under the sentences, on the frame grid. Throws `payload_invalid` when no scene of the story
 * holds a whole frame.
 */
export const fitToFrames = ({ story, rate, audio, candidates, cited }: Film, prefer: Preference): FittedEntry[] => {
  const scenes = gridScenes(story, rate)
  if (!scenes.some((scene) => lengthOf(scene) > 0)) {
    throw new AppError('payload_invalid', 'editing.no_footage', { count: scenes.length })
  }
  const footage = { scenes, candidates, prefer, limits: clipLimits(scenes, rate), rate }
  return fitFilm({ ...footage, entries: planEntries(footage, gridEntries(audio, rate), cited) })
}
