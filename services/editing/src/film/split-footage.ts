import { type FilmScene, lengthOf, type Span } from './film.ts'

/** A stretch of a chapter's video over which the same scenes lie: the unit in which shared footage counts once. */
export type Atom = Span & {
  /** Orders of the scenes over it. */
  scenes: number[]
}

/** Cuts every chapter at the ends of its scenes; scenes that overlap share atoms. Chapters in order of first scene. */
export const splitFootage = (scenes: readonly FilmScene[]): Atom[] => {
  const byChapter = Map.groupBy(
    scenes.filter((scene) => lengthOf(scene) > 0),
    (scene) => scene.chapterId,
  )
  return [...byChapter.values()].flatMap(splitChapter)
}

const splitChapter = (scenes: readonly FilmScene[]): Atom[] => {
  const cuts = [...new Set(scenes.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  const starting = Map.groupBy(scenes, ({ from }) => from)
  let open: FilmScene[] = []
  return cuts.slice(0, -1).flatMap((from, at) => {
    open = [...open.filter(({ to }) => to > from), ...(starting.get(from) ?? [])]
    if (open.length === 0) return []
    // Scenes that end first come first, which is also the order in which they share the atom.
    const inside = [...open].sort((a, b) => a.to - b.to || a.order - b.order)
    return [{ from, to: cuts[at + 1] as number, scenes: inside.map(({ order }) => order) }]
  })
}
