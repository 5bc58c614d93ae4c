import { freeFrames } from './divide-footage.ts'
import { at, type FilmEntry, type FilmPlan, type Stretch, sum } from './film.ts'
import { addArc, addNode, flowOn, makeNetwork, solveMinCostFlow } from './min-cost-flow.ts'
import { scenesByDistance } from './scene-distance.ts'

/**
 * Moves quotas that are too short for a clip: the entry's frames are distributed again, over as few stretches as possible,
 * cited scenes first, then by distance, none shorter than the entry's minimum. Entries that borrow nothing go first,
 * so that they keep their own scenes. Changes the stretches in place.
 */
export const mergeQuotas = ({ scenes, entries }: FilmPlan, stretches: readonly Stretch[]): void => {
  const stretchesOf = Map.groupBy(stretches, ({ scene }) => scene)
  const quotasOf = new Map<number, Stretch[]>()
  for (const stretch of stretches)
    for (const entry of stretch.quotas.keys()) quotasOf.set(entry, [...(quotasOf.get(entry) ?? []), stretch])
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
      (stretchesOf.get(scene) ?? []).map((stretch) => ({ stretch, distance, free: freeFrames(stretch) })),
    )
    near.sort((a, b) => a.distance - b.distance || b.free - a.free)
    layEntry(
      entry,
      promised,
      near.map(({ stretch }) => stretch),
    )
  }
}

const layEntry = (entry: FilmEntry, promised: number, stretches: readonly Stretch[]): void => {
  const min = entry.minFrames
  const taken: Stretch[] = []
  let need = promised
  for (const stretch of stretches) {
    if (need === 0) return
    const room = freeFrames(stretch)
    const fits = Math.min(room, need)
    // What is left has to make a clip as well.
    const take = need - fits > 0 && need - fits < min ? need - min : fits
    if (room < min || take < min) continue
    stretch.quotas.set(entry.index, take)
    taken.push(stretch)
    need -= take
  }
  for (const stretch of taken) {
    const more = Math.min(freeFrames(stretch), need)
    stretch.quotas.set(entry.index, (stretch.quotas.get(entry.index) ?? 0) + more)
    need -= more
  }
}

/**
 * Gives entries that are still short the frames left over in the stretches, however few: an entry takes more where it has
 * a clip already, and where that stretch is full another entry there gives way and takes as much elsewhere. A maximum
 * flow over the clips there are, none of which falls under its minimum. Changes the stretches in place.
 */
export const lengthenQuotas = ({ entries }: Pick<FilmPlan, 'entries'>, stretches: readonly Stretch[]): void => {
  const held = entries.map(() => 0)
  for (const { quotas } of stretches) for (const [entry, frames] of quotas) held[entry] = (held[entry] ?? 0) + frames
  const network = makeNetwork()
  const source = addNode(network)
  const sink = addNode(network)
  const nodes = entries.map((entry) => {
    const node = addNode(network)
    addArc(network, source, node, entry.frames - at(held, entry.index), 0)
    return node
  })
  const need = sum(entries.map((entry) => entry.frames - at(held, entry.index)))
  if (need === 0) return
  const moves = stretches.flatMap((stretch) => {
    const node = addNode(network)
    addArc(network, node, sink, freeFrames(stretch), 0)
    return [...stretch.quotas].map(([index, frames]) => {
      const entry = at(entries, index)
      const more = addArc(network, at(nodes, index), node, need, entry.cited.includes(stretch.scene) ? 0 : 1)
      const less = addArc(network, node, at(nodes, index), Math.max(0, frames - entry.minFrames), 0)
      return { stretch, index, more, less }
    })
  })
  solveMinCostFlow(network, source, sink)
  for (const { stretch, index, more, less } of moves) {
    stretch.quotas.set(index, (stretch.quotas.get(index) ?? 0) + flowOn(network, more) - flowOn(network, less))
  }
}

/**
 * Lets entries that are still short use left-overs in stretches where they have no clip. A left-over is too short for one,
 * so the entry swaps frames with another there: that one gets a whole clip in a stretch of the entry's, and the entry as
 * many frames next to the left-over. No clip falls under its minimum. Changes the stretches in place.
 */
export const exchangeQuotas = ({ scenes, entries }: FilmPlan, stretches: readonly Stretch[]): void => {
  const leftOver = new Set(stretches.filter((stretch) => freeFrames(stretch) > 0))
  for (const entry of entries) {
    if (leftOver.size === 0) return
    const own = stretches.filter(({ quotas }) => quotas.has(entry.index))
    let need = entry.frames - sum(own.map(({ quotas }) => quotas.get(entry.index) ?? 0))
    if (need === 0 || own.length === 0) continue
    const placeOf = new Map(scenesByDistance(scenes, entry).map(({ scene }, place) => [scene, place]))
    const near = [...leftOver].sort((a, b) => (placeOf.get(a.scene) ?? 0) - (placeOf.get(b.scene) ?? 0))
    for (const stretch of near) {
      const gained = Math.min(need, freeFrames(stretch))
      if (gained === 0 || stretch.quotas.has(entry.index) || !swap(entries, entry, gained, stretch, own)) continue
      need -= gained
      own.push(stretch)
      if (freeFrames(stretch) === 0) leftOver.delete(stretch)
    }
  }
}

const swap = (
  entries: readonly FilmEntry[],
  entry: FilmEntry,
  gained: number,
  stretch: Stretch,
  own: readonly Stretch[],
): boolean => {
  for (const [index, frames] of stretch.quotas) {
    const other = at(entries, index)
    const size = Math.max(entry.minFrames, other.minFrames)
    if (frames < size + other.minFrames) continue
    const given = own.find(({ quotas }) => (quotas.get(entry.index) ?? 0) >= size + entry.minFrames)
    if (!given) return false
    stretch.quotas.set(index, frames - size)
    stretch.quotas.set(entry.index, size + gained)
    given.quotas.set(entry.index, (given.quotas.get(entry.index) ?? 0) - size)
    given.quotas.set(index, (given.quotas.get(index) ?? 0) + size)
    return true
  }
  return false
}
