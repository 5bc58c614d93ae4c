import { freeFrames } from './claim-runs.ts'
import { type FilmEntry, type Run, sum } from './film.ts'
import { addArc, addNode, flowOn, makeNetwork, solveMinCostFlow } from './min-cost-flow.ts'

/**
 * Gives entries that are still short the frames left over in the runs, however few: an entry takes more where it has
 * a clip already, and where that run is full another entry there gives way and takes as much elsewhere. A maximum
 * flow over the clips there are, none of which falls under its minimum. Changes the runs in place.
 */
export const stretchQuotas = (entries: readonly FilmEntry[], runs: readonly Run[]): void => {
  const held = entries.map(() => 0)
  for (const { quotas } of runs) for (const [entry, frames] of quotas) held[entry] = (held[entry] ?? 0) + frames
  const network = makeNetwork()
  const source = addNode(network)
  const sink = addNode(network)
  const nodes = entries.map((entry) => {
    const node = addNode(network)
    addArc(network, source, node, entry.frames - (held[entry.index] as number), 0)
    return node
  })
  const need = sum(entries.map((entry) => entry.frames - (held[entry.index] as number)))
  if (need === 0) return
  const moves = runs.flatMap((run) => {
    const node = addNode(network)
    addArc(network, node, sink, freeFrames(run), 0)
    return [...run.quotas].map(([index, frames]) => {
      const entry = entries[index] as FilmEntry
      const more = addArc(network, nodes[index] as number, node, need, entry.cited.includes(run.scene) ? 0 : 1)
      const less = addArc(network, node, nodes[index] as number, Math.max(0, frames - entry.minFrames), 0)
      return { run, index, more, less }
    })
  })
  solveMinCostFlow(network, source, sink)
  for (const { run, index, more, less } of moves) {
    run.quotas.set(index, (run.quotas.get(index) ?? 0) + flowOn(network, more) - flowOn(network, less))
  }
}
