import type { FrameRate } from '@vss/shared/story/frame-rate.ts'
import { assignQuotas } from './assign-quotas.ts'
import type { Candidate, Preference } from './candidate.ts'
import { claimRuns } from './claim-runs.ts'
import { makeCoveredByChapter } from './covered.ts'
import { exchangeQuotas } from './exchange-quotas.ts'
import { type ClipLimits, type FilmClip, type FilmEntry, type FilmScene, lengthOf } from './film.ts'
import { mergeQuotas } from './merge-quotas.ts'
import { placeClips } from './place-clips.ts'
import { reuseFootage } from './reuse-footage.ts'
import { splitFootage } from './split-footage.ts'
import { stretchQuotas } from './stretch-quotas.ts'

/** What plays under an entry, in order; its frames that come from scenes it does not cite, and those shown before. */
export type FittedEntry = { clips: FilmClip[]; borrowedFrames: number; reusedFrames: number }

/**
 * Fits the footage of the whole film under its sentences (docs/editing.md). Each entry gets exactly its frames; a
 * frame is shown twice only when the footage does not suffice. At least one scene must hold a frame.
 */
export const fitFilm = (
  scenes: readonly FilmScene[],
  entries: readonly FilmEntry[],
  candidates: readonly (readonly Candidate[])[],
  prefer: Preference,
  limits: ClipLimits,
  rate: FrameRate,
): FittedEntry[] => {
  const atoms = splitFootage(scenes, new Set(entries.flatMap(({ cited }) => cited)))
  const runs = claimRuns(scenes, atoms, assignQuotas(scenes, entries, atoms, limits))
  mergeQuotas(scenes, entries, runs)
  stretchQuotas(entries, runs)
  exchangeQuotas(scenes, entries, runs)
  const placed = runs.flatMap((run) => placeClips(run, candidates[run.scene] ?? [], prefer, limits, rate))
  const clips = Map.groupBy(reuseFootage(scenes, entries, placed, limits), ({ entry }) => entry)
  const shown = makeCoveredByChapter()
  return entries.map((entry) => {
    const inOrder = (clips.get(entry.index) ?? []).sort((a, b) => a.scene - b.scene || a.from - b.from)
    const joined = joinNeighbours(inOrder, limits)
    let borrowedFrames = 0
    let reusedFrames = 0
    for (const clip of joined) {
      if (!entry.cited.includes(clip.scene)) borrowedFrames += lengthOf(clip)
      reusedFrames += lengthOf(clip) - shown((scenes[clip.scene] as FilmScene).chapterId).add(clip)
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
