import type { Candidate, Preference } from '../film/candidate.ts'
import { type ClipLimits, type FilmEntry, type FilmScene, lengthOf } from '../film/film.ts'

/** The length a clip is comfortable at: between the two and six seconds aimed at. */
const clipsFor = (frames: number, limits: ClipLimits): number => Math.max(1, Math.round((frames * 1.5) / limits.max))

/** What each sentence asks for. `frames[i]` and `cited[i]` (scenes by order) belong to sentence i. */
export const planEntries = (
  frames: readonly number[],
  cited: readonly (readonly number[])[],
  scenes: readonly FilmScene[],
  candidates: readonly (readonly Candidate[])[],
  prefer: Preference,
  limits: ClipLimits,
): FilmEntry[] => {
  return frames.map((length, index) => {
    const own = [...(cited[index] ?? [])]
    const guess = Math.floor((index * scenes.length) / frames.length)
    const entry = { index, frames: length, cited: own, anchors: own.length > 0 ? own : [guess] }
    const minFrames = Math.min(limits.min, length)
    const likes = (scene: number) =>
      (candidates[scene] ?? []).reduce((most, candidate) => Math.max(most, prefer(index, candidate)), 0)
    const usable = own.filter((scene) => lengthOf(scenes[scene] as FilmScene) >= minFrames)
    const count = clipsFor(length, limits)
    const preferred =
      usable.length <= count
        ? usable
        : mostLiked(usable, likes)
            .slice(0, count)
            .sort((a, b) => a - b)
    return { ...entry, minFrames, preferred }
  })
}

const mostLiked = (scenes: readonly number[], likes: (scene: number) => number): number[] =>
  scenes
    .map((scene) => ({ scene, liking: likes(scene) }))
    .sort((a, b) => b.liking - a.liking || a.scene - b.scene)
    .map(({ scene }) => scene)
