import { assignQuotas } from './assign-quotas.ts'
import { claimStretches, divideFootage } from './divide-footage.ts'
import { at, type ClipLimits, type FilmClip, type FilmPlan, lengthOf } from './film.ts'
import { placeClips } from './place-clips.ts'
import { reuseFootage } from './reuse-footage.ts'
import { exchangeQuotas, lengthenQuotas, mergeQuotas } from './settle-quotas.ts'
import { makeShownByChapter } from './shown-frames.ts'

/** What plays under an entry, in order; its frames that come from scenes it does not cite, and those shown before. */
export type FittedEntry = { clips: FilmClip[]; borrowedFrames: number; reusedFrames: number }

/*
 * How a film is fitted
 *
 * The client joins all audio and all clips independently and lets the shorter one end the film, and its ffmpeg rounds
 * every clip to whole frames. So the fit counts in whole frames from start to end: the grid (frame-grid.ts) gives each
 * sentence a number of frames such that after every sentence the picture is ahead of the sound by less than one frame,
 * and each stage below keeps that number. Nothing is rounded later, so the sums cannot drift.
 *
 * 1. Divide. Scenes may overlap in time, and a frame that two scenes share may be shown only once. Each chapter is cut
 *    where a scene starts or ends; between two cuts lies an atom, over which the same scenes lie.
 * 2. Assign. Which sentence takes how many frames of which scene is one decision for the whole film: greedy choices
 *    leave late sentences without footage that early ones did not need. It is a minimum-cost flow from sentences over
 *    scenes to atoms, where a frame of a cited scene is free and others cost their distance in the storyline. The
 *    flow knows nothing of clips, so it may leave a sentence two frames here and three there.
 * 3. Settle. Quotas too short for a clip are moved together (merge), frames left over go to clips that can grow
 *    (lengthen), and what still does not fit is swapped between sentences (exchange).
 * 4. Place. Inside its scene each quota becomes clips of pleasant length, each at the moment whose words suit the
 *    sentence, in the order of telling, none overlapping another.
 * 5. Reuse. Only where the footage of the story cannot fill the film, a sentence shows again what was on screen the
 *    longest time ago.
 *
 * Ties are decided by scene order and time everywhere, so the same input gives the same film.
 */

/**
 * Fits the footage of a whole film under its sentences (docs/editing.md). Each entry gets exactly its frames; a frame
 * is shown twice only when the footage does not suffice. At least one scene must hold a frame.
 */
export const fitFilm = (plan: FilmPlan): FittedEntry[] => {
  const { scenes, entries, limits } = plan
  const atoms = divideFootage(scenes, new Set(entries.flatMap(({ cited }) => cited)))
  const stretches = claimStretches(scenes, atoms, assignQuotas(plan, atoms))
  mergeQuotas(plan, stretches)
  lengthenQuotas(plan, stretches)
  exchangeQuotas(plan, stretches)
  const placed = stretches.flatMap((stretch) => placeClips(plan, stretch))
  const clips = Map.groupBy(reuseFootage(plan, placed), ({ entry }) => entry)
  const shown = makeShownByChapter()
  return entries.map((entry) => {
    const inOrder = (clips.get(entry.index) ?? []).sort((a, b) => a.scene - b.scene || a.from - b.from)
    const joined = joinNeighbours(inOrder, limits)
    let borrowedFrames = 0
    let reusedFrames = 0
    for (const clip of joined) {
      if (!entry.cited.includes(clip.scene)) borrowedFrames += lengthOf(clip)
      reusedFrames += lengthOf(clip) - shown(at(scenes, clip.scene).chapterId).add(clip)
    }
    return { clips: joined, borrowedFrames, reusedFrames }
  })
}

/** Clips that follow each other without a cut are one clip, as long as that is not too long. */
const joinNeighbours = (clips: readonly FilmClip[], limits: ClipLimits): FilmClip[] => {
  const joined: FilmClip[] = []
  for (const clip of clips) {
    const last = joined.at(-1)
    if (last && last.scene === clip.scene && last.to === clip.from && clip.to - last.from <= limits.max)
      last.to = clip.to
    else joined.push({ ...clip })
  }
  return joined
}
