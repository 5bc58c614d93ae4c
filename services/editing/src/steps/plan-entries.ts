import type { Candidate, Preference } from '../film/candidate.ts'
import { makeCoveredByChapter } from '../film/covered.ts'
import { type ClipLimits, type FilmEntry, type FilmScene, lengthOf, sum } from '../film/film.ts'

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
    const minFrames = minimumOf(length, cited, scenes, limits)
    const likes = (scene: number) => Math.max(0, ...(candidates[scene] ?? []).map((c) => prefer(index, c)))
    const preferred = cited
      .filter((scene) => lengthOf(scenes[scene] as FilmScene) >= minFrames)
      .map((scene) => ({ scene, liking: likes(scene) }))
      .sort((a, b) => b.liking - a.liking || a.scene - b.scene)
      .slice(0, clipsFor(length, limits))
      .map(({ scene }) => scene)
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

/**
 * The film's minimum, or the whole entry where that is shorter. None where the cited scenes are long enough together
 * but not one by one (three of 14 frames under a sentence of 21): there a short clip is better than a foreign one.
 */
const minimumOf = (
  frames: number,
  cited: readonly number[],
  scenes: readonly FilmScene[],
  limits: ClipLimits,
): number => {
  const min = Math.min(limits.min, frames)
  const footage = cited.map((order) => scenes[order] as FilmScene)
  const lengths = footage.map(lengthOf).sort((a, b) => b - a)
  const covered = makeCoveredByChapter()
  const all = sum(footage.filter((scene) => lengthOf(scene) > 0).map((scene) => covered(scene.chapterId).add(scene)))
  let most = 0
  const fits = lengths.some((length, at) => {
    if (length < min) return false
    most += length
    return (at + 1) * min <= frames && frames <= most
  })
  return fits || all < frames ? min : 1
}
