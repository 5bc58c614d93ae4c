import { type FrameRate, msToFrameFloor } from '@vss/shared/story/frame-rate.ts'
import {
  at,
  type Candidate,
  type ClipLimits,
  type FilmClip,
  type FilmPlan,
  lengthOf,
  type Stretch,
  sum,
} from './film.ts'

/** What being far from one's place in the order of telling costs, over the whole stretch, against a full match of words. */
const ORDER_WEIGHT = 0.4
/** What showing a moment again costs, each time. */
const REPEAT_WEIGHT = 0.5

type Wanted = { entry: number; frames: number; at: number }

/**
 * Places the quotas of a stretch: each is cut into clips of pleasant length, each clip wants the candidate whose words
 * suit its sentence, near its place in the order of telling and not yet taken; then the clips are moved apart, in
 * the order of what they want, until none overlaps.
 */
export const placeClips = ({ candidates, prefer, limits, rate }: FilmPlan, stretch: Stretch): FilmClip[] => {
  const sizes = [...stretch.quotas]
    .sort(([a], [b]) => a - b)
    .flatMap(([entry, frames]) => cutQuota(frames, limits).map((size) => ({ entry, frames: size })))
  const total = sum(sizes.map(({ frames }) => frames))
  const wishes = (candidates[stretch.scene] ?? [])
    .map((candidate) => ({ candidate, ...framesOf(candidate, stretch, rate), taken: 0 }))
    .filter(({ from, to }) => to > from)
  let told = 0
  const wanted = sizes.map(({ entry, frames }): Wanted => {
    const middle = stretch.from + ((told + frames / 2) / total) * lengthOf(stretch)
    told += frames
    const score = (wish: (typeof wishes)[number]) =>
      prefer(entry, wish.candidate) -
      (ORDER_WEIGHT * Math.abs(nearestIn(wish, middle, frames) + frames / 2 - middle)) / lengthOf(stretch) -
      REPEAT_WEIGHT * wish.taken
    const best = wishes
      .map((wish) => ({ wish, score: score(wish) }))
      .reduce<{ wish: (typeof wishes)[number]; score: number } | null>(
        (kept, next) => (kept && kept.score >= next.score ? kept : next),
        null,
      )
    if (!best) return { entry, frames, at: Math.floor(middle - frames / 2) }
    best.wish.taken++
    return { entry, frames, at: Math.floor(nearestIn(best.wish, middle, frames)) }
  })
  return spread(stretch, wanted, limits)
}

/** As few clips as the longest pleasant length allows, all but equal. */
const cutQuota = (frames: number, limits: ClipLimits): number[] => {
  const count = Math.ceil(frames / limits.max)
  const base = Math.floor(frames / count)
  return Array.from({ length: count }, (_, at) => base + (at < frames % count ? 1 : 0))
}

const framesOf = (candidate: Candidate, stretch: Stretch, rate: FrameRate) => ({
  from: Math.max(stretch.from, msToFrameFloor(candidate.startMs, rate)),
  to: Math.min(stretch.to, msToFrameFloor(candidate.endMs, rate)),
})

/** Start of a clip inside a candidate, as near to `middle` as it goes; around the candidate where that is shorter. */
const nearestIn = (wish: { from: number; to: number }, middle: number, frames: number): number => {
  if (lengthOf(wish) <= frames) return (wish.from + wish.to - frames) / 2
  return Math.min(Math.max(middle - frames / 2, wish.from), wish.to - frames)
}

/** Moves clips right, then left, until they lie apart inside the stretch; footage too short for a clip is left at its end. */
const spread = (stretch: Stretch, wanted: readonly Wanted[], limits: ClipLimits): FilmClip[] => {
  const inOrder = wanted.map((clip, told) => ({ ...clip, told })).sort((a, b) => a.at - b.at || a.told - b.told)
  const tight = lengthOf(stretch) - sum(wanted.map(({ frames }) => frames)) < limits.min
  let end = stretch.from
  const starts = inOrder.map(({ at, frames }) => {
    const start = tight ? end : Math.max(at, end)
    end = start + frames
    return start
  })
  let limit = stretch.to
  for (let index = inOrder.length - 1; index >= 0; index--) {
    const { frames } = at(inOrder, index)
    limit = Math.min(at(starts, index), limit - frames)
    starts[index] = limit
  }
  return inOrder.map(({ entry, frames }, index) => {
    const from = at(starts, index)
    return { entry, scene: stretch.scene, from, to: from + frames }
  })
}
