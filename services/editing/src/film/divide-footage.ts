import { type Atom, at, type FilmScene, lengthOf, type Quota, type Stretch, sum } from './film.ts'

/** Real footage has a few scenes over one moment; far more is a broken file, which must not cost a square of arcs. */
const MAX_SCENES_OVER_ATOM = 32

/**
 * Cuts every chapter at the ends of its scenes; scenes that overlap share atoms. Chapters in order of first scene.
 * Where a great many scenes overlap, those in `cited` and then the shortest keep the footage.
 */
export const divideFootage = (scenes: readonly FilmScene[], cited: ReadonlySet<number>): Atom[] => {
  const byChapter = Map.groupBy(
    scenes.filter((scene) => lengthOf(scene) > 0),
    (scene) => scene.chapterId,
  )
  return [...byChapter.values()].flatMap((chapter) => splitChapter(chapter, cited))
}

const splitChapter = (scenes: readonly FilmScene[], cited: ReadonlySet<number>): Atom[] => {
  const cuts = [...new Set(scenes.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  const starting = Map.groupBy(scenes, ({ from }) => from)
  const rank = rankOf(scenes, cited)
  let open: FilmScene[] = []
  return cuts.slice(0, -1).flatMap((from, index) => {
    open = open.filter(({ to }) => to > from)
    for (const scene of starting.get(from) ?? []) insertRanked(open, scene, rank)
    if (open.length === 0) return []
    // Scenes that end first come first, which is also the order in which they share the atom.
    const inside = open.slice(0, MAX_SCENES_OVER_ATOM).sort((a, b) => a.to - b.to || a.order - b.order)
    return [{ from, to: at(cuts, index + 1), scenes: inside.map(({ order }) => order) }]
  })
}

/** Which scenes keep footage that too many share: lower ranks first. */
const rankOf = (scenes: readonly FilmScene[], cited: ReadonlySet<number>): ReadonlyMap<FilmScene, number> => {
  const isCited = ({ order }: FilmScene) => Number(cited.has(order))
  const ranked = scenes.toSorted((a, b) => isCited(b) - isCited(a) || lengthOf(a) - lengthOf(b) || a.order - b.order)
  return new Map(ranked.map((scene, rank) => [scene, rank]))
}

const insertRanked = (open: FilmScene[], scene: FilmScene, rank: ReadonlyMap<FilmScene, number>): void => {
  const own = rank.get(scene) ?? 0
  let low = 0
  let high = open.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rank.get(at(open, middle)) ?? 0) < own) low = middle + 1
    else high = middle
  }
  open.splice(low, 0, scene)
}

/**
 * Divides the footage among the scenes: each atom goes to the scenes over it as the quotas ask, so that from here on
 * no two scenes share a frame. Frames without a quota stay with the scene that is used most, else with the longest.
 */
export const claimStretches = (
  scenes: readonly FilmScene[],
  atoms: readonly Atom[],
  quotas: readonly Quota[],
): Stretch[] => {
  const used = new Map<number, number>()
  for (const { scene, frames } of quotas) used.set(scene, (used.get(scene) ?? 0) + frames)
  const usedMost = (a: number, b: number) =>
    (used.get(b) ?? 0) - (used.get(a) ?? 0) || lengthOf(at(scenes, b)) - lengthOf(at(scenes, a)) || a - b
  const byAtom = Map.groupBy(quotas, ({ atom }) => atom)
  const stretches: Stretch[] = []
  const lastOf = new Map<number, Stretch>()
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
      const stretch = last?.to === from ? last : { scene, from, to: from, quotas: new Map<number, number>() }
      if (stretch !== last) stretches.push(stretch)
      lastOf.set(scene, stretch)
      stretch.to = to
      for (const { entry, frames } of own) stretch.quotas.set(entry, (stretch.quotas.get(entry) ?? 0) + frames)
      from = to
    }
  }
  return stretches
}

export const freeFrames = (stretch: Stretch): number => lengthOf(stretch) - sum(stretch.quotas.values())
