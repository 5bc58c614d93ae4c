import type { Candidate, Preference } from '../film/candidate.ts'
import { type ClipLimits, type FilmEntry, type FilmScene, lengthOf } from '../film/film.ts'

/** The length a clip is comfortable at: between the two and six seconds aimed at. */
const clipsFor = (frames: number, limits: ClipLimits): number => Math.max(1, Math.round((frames * 1.5) / limits.max))

/**
 * What each sentence asks for. `frames[i]` and `citedIds[i]` belong to sentence i; ids the story does not have are
 * left out, and a sentence that is left with none takes those of the nearest one that has some, the earlier at a tie.
 */
export const planEntries = (
  frames: readonly number[],
  citedIds: readonly (readonly number[])[],
  scenes: readonly FilmScene[],
  candidates: readonly (readonly Candidate[])[],
  prefer: Preference,
  limits: ClipLimits,
): FilmEntry[] => {
  const orderOf = new Map(scenes.map(({ id, order }) => [id, order]))
  const known = citedIds.map((ids) => [...new Set(ids.flatMap((id) => orderOf.get(id) ?? []))].sort((a, b) => a - b))
  return frames.map((length, index) => {
    const cited = nearestKnown(known, index)
    const guess = Math.floor((index * scenes.length) / frames.length)
    const entry = { index, frames: length, cited, anchors: cited.length > 0 ? cited : [guess] }
    const minFrames = Math.min(limits.min, length)
    const likes = (scene: number) =>
      (candidates[scene] ?? []).reduce((most, candidate) => Math.max(most, prefer(index, candidate)), 0)
    const usable = cited.filter((scene) => lengthOf(scenes[scene] as FilmScene) >= minFrames)
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

const nearestKnown = (known: readonly number[][], index: number): number[] => {
  for (let away = 0; away < known.length; away++) {
    for (const near of [known[index - away], known[index + away]]) if (near && near.length > 0) return near
  }
  return []
}

const mostLiked = (scenes: readonly number[], likes: (scene: number) => number): number[] =>
  scenes
    .map((scene) => ({ scene, liking: likes(scene) }))
    .sort((a, b) => b.liking - a.liking || a.scene - b.scene)
    .map(({ scene }) => scene)
