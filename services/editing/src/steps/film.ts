import { type FrameRate, parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import type { Story } from '@vss/shared/story/story.ts'
import type { Candidate } from '../film/film.ts'
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
