import type { Quota } from './assign-quotas.ts'
import { type FilmScene, lengthOf, type Run, sum } from './film.ts'
import type { Atom } from './split-footage.ts'

/**
 * Divides the footage among the scenes: each atom goes to the scenes over it as the quotas ask, so that from here on
 * no two scenes share a frame. What nobody asked for stays with the scene that is used most, else the longest.
 */
export const claimRuns = (scenes: readonly FilmScene[], atoms: readonly Atom[], quotas: readonly Quota[]): Run[] => {
  const used = new Map<number, number>()
  for (const { scene, frames } of quotas) used.set(scene, (used.get(scene) ?? 0) + frames)
  const usedMost = (a: number, b: number) =>
    (used.get(b) ?? 0) - (used.get(a) ?? 0) ||
    lengthOf(scenes[b] as FilmScene) - lengthOf(scenes[a] as FilmScene) ||
    a - b
  const byAtom = Map.groupBy(quotas, ({ atom }) => atom)
  const runs: Run[] = []
  const lastOf = new Map<number, Run>()
  for (const [index, atom] of atoms.entries()) {
    const asked = byAtom.get(index) ?? []
    const spare = lengthOf(atom) - sum(asked.map(({ frames }) => frames))
    const heir = [...atom.scenes].sort(usedMost)[0]
    let from = atom.from
    for (const scene of atom.scenes) {
      const own = asked.filter((quota) => quota.scene === scene)
      const to = from + sum(own.map(({ frames }) => frames)) + (scene === heir ? spare : 0)
      if (to === from) continue
      const last = lastOf.get(scene)
      const run = last?.to === from ? last : { scene, from, to: from, quotas: new Map<number, number>() }
      if (run !== last) runs.push(run)
      lastOf.set(scene, run)
      run.to = to
      for (const { entry, frames } of own) run.quotas.set(entry, (run.quotas.get(entry) ?? 0) + frames)
      from = to
    }
  }
  return runs
}

export const freeFrames = (run: Run): number => lengthOf(run) - sum(run.quotas.values())
