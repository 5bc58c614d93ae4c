import { makeHeap } from './heap.ts'

/**
 * A directed network with integer capacities and non-negative integer costs. Arcs come in pairs: arc `a ^ 1` is the
 * way back of arc `a`, and its capacity is the flow on `a`.
 */
export type Network = {
  arcsOf: number[][]
  to: number[]
  capacity: number[]
  cost: number[]
}

export const makeNetwork = (): Network => ({ arcsOf: [], to: [], capacity: [], cost: [] })

export const addNode = (network: Network): number => network.arcsOf.push([]) - 1

export const addArc = (network: Network, from: number, to: number, capacity: number, cost: number): number => {
  const arc = network.to.length
  network.to.push(to, from)
  network.capacity.push(capacity, 0)
  network.cost.push(cost, -cost)
  network.arcsOf[from]?.push(arc)
  network.arcsOf[to]?.push(arc + 1)
  return arc
}

export const flowOn = (network: Network, arc: number): number => network.capacity[arc ^ 1] ?? 0

/**
 * Sends as much as fits from `source` to `sink`, and that at the least cost (primal-dual: Dijkstra on reduced costs
 * finds the next price, Dinic fills every path of that price at once). Leaves the flow in the network.
 *
 * One Dijkstra, O(arcs · log nodes), for each different path price; the order of nodes and arcs decides ties, so the
 * same network gives the same flow.
 */
export const solveMinCostFlow = (network: Network, source: number, sink: number): void => {
  const price = new Array<number>(network.arcsOf.length).fill(0)
  while (raisePrices(network, price, source, sink)) {
    for (let level = levelsOf(network, price, source, sink); level; level = levelsOf(network, price, source, sink)) {
      fillLevels(network, price, level, source, sink)
    }
  }
}

const isTight = (network: Network, price: number[], from: number, arc: number): boolean =>
  (network.capacity[arc] as number) > 0 &&
  (network.cost[arc] as number) + (price[from] as number) - (price[network.to[arc] as number] as number) === 0

/** Dijkstra up to the sink; false when the sink cannot be reached any more. */
const raisePrices = (network: Network, price: number[], source: number, sink: number): boolean => {
  const distance = new Array<number>(price.length).fill(Number.POSITIVE_INFINITY)
  const settled: number[] = []
  const heap = makeHeap()
  distance[source] = 0
  heap.push(0, source)
  for (let next = heap.pop(); next; next = heap.pop()) {
    const node = next.value
    if (next.key > (distance[node] as number)) continue
    if (node === sink) break
    settled.push(node)
    for (const arc of network.arcsOf[node] as number[]) {
      if ((network.capacity[arc] as number) === 0) continue
      const to = network.to[arc] as number
      const reached = next.key + (network.cost[arc] as number) + (price[node] as number) - (price[to] as number)
      if (reached < (distance[to] as number)) {
        distance[to] = reached
        heap.push(reached, to)
      }
    }
  }
  const target = distance[sink] as number
  if (target === Number.POSITIVE_INFINITY) return false
  for (const node of settled) price[node] = (price[node] as number) + (distance[node] as number) - target
  return true
}

/** Breadth-first levels over tight arcs; null when the sink is cut off. */
const levelsOf = (network: Network, price: number[], source: number, sink: number): number[] | null => {
  const level = new Array<number>(price.length).fill(-1)
  level[source] = 0
  const queue = [source]
  for (const node of queue) {
    if (node === sink) return level
    for (const arc of network.arcsOf[node] as number[]) {
      const to = network.to[arc] as number
      if (level[to] !== -1 || !isTight(network, price, node, arc)) continue
      level[to] = (level[node] as number) + 1
      queue.push(to)
    }
  }
  return null
}

/** A blocking flow: walks down the levels, arc by arc, and steps back from dead ends. */
const fillLevels = (network: Network, price: number[], level: number[], source: number, sink: number): void => {
  const nextArc = new Array<number>(price.length).fill(0)
  const path: number[] = []
  let node = source
  for (;;) {
    if (node === sink) {
      pushAlong(network, path)
      path.length = 0
      node = source
    }
    const arcs = network.arcsOf[node] as number[]
    let at = nextArc[node] as number
    while (at < arcs.length) {
      const arc = arcs[at] as number
      if (level[network.to[arc] as number] === (level[node] as number) + 1 && isTight(network, price, node, arc)) break
      at++
    }
    nextArc[node] = at
    if (at < arcs.length) {
      path.push(arcs[at] as number)
      node = network.to[arcs[at] as number] as number
      continue
    }
    const back = path.pop()
    if (back === undefined) return
    node = network.to[back ^ 1] as number
    nextArc[node] = (nextArc[node] as number) + 1
  }
}

const pushAlong = (network: Network, path: number[]): void => {
  const amount = Math.min(...path.map((arc) => network.capacity[arc] as number))
  for (const arc of path) {
    network.capacity[arc] = (network.capacity[arc] as number) - amount
    network.capacity[arc ^ 1] = (network.capacity[arc ^ 1] as number) + amount
  }
}
