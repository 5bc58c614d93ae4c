import { freeFrames } from './claim-runs.ts'
import { type FilmEntry, type FilmScene, type Run, sum } from './film.ts'
import { scenesByDistance } from './scene-distance.ts'

/**
 * Lets entries that are still short use left-overs in runs where they have no clip. A left-over is too short for one,
 * so the entry swaps frames with another there: that one gets a whole clip in a run of the entry's, and the entry as
 * many frames beside the left-over. No clip falls under its minimum. Changes the runs in place.
 */
export const exchangeQuotas = (
  scenes: readonly FilmScene[],
  entries: readonly FilmEntry[],
  runs: readonly Run[],
): void => {
  const leftOver = new Set(runs.filter((run) => freeFrames(run) > 0))
  for (const entry of entries) {
    if (leftOver.size === 0) return
    const own = runs.filter(({ quotas }) => quotas.has(entry.index))
    let need = entry.frames - sum(own.map(({ quotas }) => quotas.get(entry.index) ?? 0))
    if (need === 0 || own.length === 0) continue
    const placeOf = new Map(scenesByDistance(scenes, entry).map(({ scene }, place) => [scene, place]))
    const near = [...leftOver].sort((a, b) => (placeOf.get(a.scene) ?? 0) - (placeOf.get(b.scene) ?? 0))
    for (const run of near) {
      const gained = Math.min(need, freeFrames(run))
      if (gained === 0 || run.quotas.has(entry.index) || !swap(entries, entry, gained, run, own)) continue
      need -= gained
      own.push(run)
      if (freeFrames(run) === 0) leftOver.delete(run)
    }
  }
}

const swap = (
  entries: readonly FilmEntry[],
  entry: FilmEntry,
  gained: number,
  run: Run,
  own: readonly Run[],
): boolean => {
  for (const [index, frames] of run.quotas) {
    const other = entries[index] as FilmEntry
    const size = Math.max(entry.minFrames, other.minFrames)
    if (frames < size + other.minFrames) continue
    const given = own.find(({ quotas }) => (quotas.get(entry.index) ?? 0) >= size + entry.minFrames)
    if (!given) return false
    run.quotas.set(index, frames - size)
    run.quotas.set(entry.index, size + gained)
    given.quotas.set(entry.index, (given.quotas.get(entry.index) ?? 0) - size)
    given.quotas.set(index, (given.quotas.get(index) ?? 0) + size)
    return true
  }
  return false
}
