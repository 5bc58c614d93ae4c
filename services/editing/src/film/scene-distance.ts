import type { FilmEntry, FilmScene } from './film.ts'

/** Steps from a scene to another along the storyline; any scene of the same chapter is nearer than all others. */
export const sceneDistance = (scenes: readonly FilmScene[], from: number, to: number): number =>
  Math.abs(from - to) + (scenes[from]?.chapterId === scenes[to]?.chapterId ? 0 : scenes.length)

/** Scenes an entry may be shown with, nearest first: 0 for those it cites. */
export const scenesByDistance = (
  scenes: readonly FilmScene[],
  entry: FilmEntry,
): { scene: number; distance: number }[] => {
  const cited = new Set(entry.cited)
  return scenes
    .map(({ order }) => ({
      scene: order,
      distance: cited.has(order)
        ? 0
        : 1 + Math.min(...entry.anchors.map((anchor) => sceneDistance(scenes, anchor, order))),
    }))
    .sort((a, b) => a.distance - b.distance || a.scene - b.scene)
}
