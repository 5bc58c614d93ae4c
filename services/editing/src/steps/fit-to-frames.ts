import { AppError } from '@vss/shared/errors/app-error.ts'
import { at, type ClipLimits, type FilmEntry, type FilmPlan, lengthOf, type Preference } from '../film/film.ts'
import { type FittedEntry, fitFilm } from '../film/fit-film.ts'
import { clipLimits, gridEntries, gridScenes } from '../film/frame-grid.ts'
import type { Film } from './film.ts'

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
