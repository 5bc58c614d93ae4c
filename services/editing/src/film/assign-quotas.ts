import { type Atom, at, type FilmEntry, type FilmPlan, type FilmScene, lengthOf, type Quota, sum } from './film.ts'
import { addArc, addNode, flowOn, makeNetwork, type Network, solveMinCostFlow } from './min-cost-flow.ts'

/** Cited, but beyond the share of the scene it prefers. */
const SPREAD_COST = 1

/**
 * Decides for the whole film which entry takes how many frames of which scene: the most frames that can be shown
 * once, at the least cost, where a frame costs 0 in a preferred scene, 1 in another cited one, and from there the
 * distance along the storyline. What finds no frame is left out of the answer: it has to be reused.
 *
 * An entry enters the network at its cited scenes. From a scene it goes on to its neighbours, hop by hop, first
 * inside the chapter, then across chapters; so the network has a few arcs a scene and not one for each pair.
 */
export const assignQuotas = (plan: FilmPlan, atoms: readonly Atom[]): Quota[] => {
  const drawing = drawNetwork(plan, atoms)
  solveMinCostFlow(drawing.network, drawing.source, drawing.sink)
  return plan.entries.flatMap(({ index }) => followFlow(drawing, index))
}

type Drawing = {
  network: Network
  source: number
  sink: number
  entryNodes: number[]
  /** Atom and scene behind each arc into an atom. */
  takes: Map<number, { atom: number; scene: number }>
  /** Flow not yet followed, by arc. */
  left: Map<number, number>
}

const drawNetwork = ({ scenes, entries, limits }: FilmPlan, atoms: readonly Atom[]): Drawing => {
  const network = makeNetwork()
  const source = addNode(network)
  const sink = addNode(network)
  const drawing: Drawing = { network, source, sink, entryNodes: [], takes: new Map(), left: new Map() }
  const demand = sum(entries.map(({ frames }) => frames))
  const atomNodes = atoms.map((atom) => {
    const node = addNode(network)
    addArc(network, node, sink, lengthOf(atom), 0)
    return node
  })
  const atomsOf: number[][] = scenes.map(() => [])
  for (const [atom, inside] of atoms.entries()) for (const scene of inside.scenes) atomsOf[scene]?.push(atom)
  const take = (from: number, scene: number) => {
    for (const atom of at(atomsOf, scene)) {
      drawing.takes.set(addArc(network, from, at(atomNodes, atom), demand, 0), { atom, scene })
    }
  }
  // Leaving the cited scenes costs more than any walk along the storyline, so that few frames are borrowed at all.
  const leaveCost = 4 * (scenes.length + entries.length)
  const walk = scenes.map(() => addNode(network))
  const citedNodes = scenes.map((scene) => {
    const node = addNode(network)
    if (lengthOf(scene) >= limits.min) {
      take(node, scene.order)
      take(at(walk, scene.order), scene.order)
    }
    addArc(network, node, at(walk, scene.order), demand, leaveCost)
    return node
  })
  drawStoryline(network, scenes, walk, demand)
  for (const entry of entries) {
    const node = addNode(network)
    drawing.entryNodes.push(node)
    addArc(network, source, node, entry.frames, 0)
    drawEntry(network, entry, node, citedNodes)
    // Scenes too short for other entries serve those that may have a clip that short.
    for (const scene of entry.cited) {
      const frames = lengthOf(at(scenes, scene))
      if (frames < limits.min && frames >= entry.minFrames) take(node, scene)
    }
    if (entry.cited.length === 0)
      for (const scene of entry.anchors) addArc(network, node, at(walk, scene), entry.frames, leaveCost)
  }
  return drawing
}

const drawEntry = (network: Network, entry: FilmEntry, node: number, citedNodes: readonly number[]): void => {
  const share = Math.floor(entry.frames / Math.max(1, entry.preferred.length))
  for (const [place, scene] of entry.preferred.entries()) {
    const rest = place === 0 ? entry.frames - share * entry.preferred.length : 0
    addArc(network, node, at(citedNodes, scene), share + rest, 0)
  }
  for (const scene of entry.cited) addArc(network, node, at(citedNodes, scene), entry.frames, SPREAD_COST)
}

/** Two-way hops between neighbours inside each chapter, and a through road across chapters with a toll to enter. */
const drawStoryline = (
  network: Network,
  scenes: readonly FilmScene[],
  inChapter: readonly number[],
  demand: number,
): void => {
  const through = scenes.map(() => addNode(network))
  const hop = (a: number, b: number, cost: number) => {
    addArc(network, a, b, demand, cost)
    addArc(network, b, a, demand, cost)
  }
  const lastOfChapter = new Map<string, number>()
  for (const { order, chapterId } of scenes) {
    const before = lastOfChapter.get(chapterId)
    if (before !== undefined) hop(at(inChapter, before), at(inChapter, order), order - before)
    lastOfChapter.set(chapterId, order)
    if (order > 0) hop(at(through, order - 1), at(through, order), 1)
    addArc(network, at(inChapter, order), at(through, order), demand, scenes.length)
    addArc(network, at(through, order), at(inChapter, order), demand, 0)
  }
}

/** Takes an entry's flow apart into paths. Entries go in film order, so the first ones keep the nearest footage. */
const followFlow = (drawing: Drawing, entry: number): Quota[] => {
  const { network, takes, left, sink } = drawing
  const leftOn = (arc: number) => left.get(arc) ?? flowOn(network, arc)
  const nextArc = (node: number) => at(network.arcsOf, node).find((arc) => arc % 2 === 0 && leftOn(arc) > 0) ?? -1
  const quotas: Quota[] = []
  for (;;) {
    const path: number[] = []
    let node = at(drawing.entryNodes, entry)
    while (node !== sink) {
      const arc = nextArc(node)
      if (arc === -1) return quotas
      path.push(arc)
      node = at(network.to, arc)
    }
    const frames = Math.min(...path.map(leftOn))
    for (const arc of path) left.set(arc, leftOn(arc) - frames)
    const taken = takes.get(path.at(-2) ?? -1)
    if (taken) quotas.push({ entry, ...taken, frames })
  }
}
