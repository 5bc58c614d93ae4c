import { at, type FilmEntry, type FilmScene } from './film.ts'

/**
 * Scenes an entry may be shown with, nearest first: 0 for those it cites, else steps along the storyline from the
 * nearest of them, where any scene of the same chapter is nearer than all others.
 */
export const scenesByDistance = (
  scenes: readonly FilmScene[],
  entry: FilmEntry,
): { scene: number; distance: number }[] => {
  const anchors = new Set(entry.anchors)
  const cited = new Set(entry.cited)
  const steps = scenes.map(() => Number.POSITIVE_INFINITY)
  const walk = (orders: Iterable<number>) => {
    let last = Number.NaN
    const lastInChapter = new Map<string, number>()
    for (const order of orders) {
      const { chapterId } = at(scenes, order)
      if (anchors.has(order)) {
        last = order
        lastInChapter.set(chapterId, order)
      }
      const inChapter = lastInChapter.get(chapterId)
      const across = Number.isNaN(last) ? Number.POSITIVE_INFINITY : Math.abs(order - last) + scenes.length
      const near = inChapter === undefined ? across : Math.abs(order - inChapter)
      steps[order] = Math.min(at(steps, order), near)
    }
  }
  walk(scenes.keys())
  walk([...scenes.keys()].reverse())
  return scenes
    .map(({ order }) => ({ scene: order, distance: cited.has(order) ? 0 : 1 + at(steps, order) }))
    .sort((a, b) => a.distance - b.distance || a.scene - b.scene)
}
