import { freeFrames } from './claim-runs.ts'
import { type FilmEntry, type FilmScene, type Run, sum } from './film.ts'
import { scenesByDistance } from './scene-distance.ts'

/**
 * Moves quotas that are too short for a clip: the entry's frames are laid anew, in as few stretches as possible,
 * cited scenes first, then by distance, none shorter than the entry's minimum. Entries that borrow nothing go first,
 * so that they keep their own scenes. Changes the runs in place.
 */
export const mergeQuotas = (
  scenes: readonly FilmScene[],
  entries: readonly FilmEntry[],
  runs: readonly Run[],
): void => {
  const runsOf = Map.groupBy(runs, ({ scene }) => scene)
  const quotasOf = new Map<number, Run[]>()
  for (const run of runs)
    for (const entry of run.quotas.keys()) quotasOf.set(entry, [...(quotasOf.get(entry) ?? []), run])
  const borrows = (entry: FilmEntry) =>
    (quotasOf.get(entry.index) ?? []).some(({ scene }) => !entry.cited.includes(scene))
  const tooShort = (entry: FilmEntry) =>
    (quotasOf.get(entry.index) ?? []).some(({ quotas }) => (quotas.get(entry.index) ?? 0) < entry.minFrames)
  const waiting = entries.filter(tooShort)
  for (const entry of [...waiting.filter((e) => !borrows(e)), ...waiting.filter(borrows)]) {
    const held = quotasOf.get(entry.index) ?? []
    const promised = sum(held.map(({ quotas }) => quotas.get(entry.index) ?? 0))
    for (const { quotas } of held) quotas.delete(entry.index)
    const near = scenesByDistance(scenes, entry).flatMap(({ scene, distance }) =>
      (runsOf.get(scene) ?? []).map((run) => ({ run, distance, free: freeFrames(run) })),
    )
    near.sort((a, b) => a.distance - b.distance || b.free - a.free)
    layEntry(
      entry,
      promised,
      near.map(({ run }) => run),
    )
  }
}

const layEntry = (entry: FilmEntry, promised: number, runs: readonly Run[]): void => {
  const min = entry.minFrames
  const taken: Run[] = []
  let need = promised
  for (const run of runs) {
    if (need === 0) return
    const room = freeFrames(run)
    const fits = Math.min(room, need)
    // What is left has to make a clip as well.
    const take = need - fits > 0 && need - fits < min ? need - min : fits
    if (room < min || take < min) continue
    run.quotas.set(entry.index, take)
    taken.push(run)
    need -= take
  }
  for (const run of taken) {
    const more = Math.min(freeFrames(run), need)
    run.quotas.set(entry.index, (run.quotas.get(entry.index) ?? 0) + more)
    need -= more
  }
}
