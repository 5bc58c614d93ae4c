import { at } from './film.ts'

export type HeapItem = { key: number; value: number }

/** A binary heap: `pop` gives the smallest key; equal keys come out in an order fixed by the pushes. */
export const makeHeap = () => {
  const items: HeapItem[] = []
  const keyAt = (index: number) => at(items, index).key
  const swap = (a: number, b: number) => {
    const kept = at(items, a)
    items[a] = at(items, b)
    items[b] = kept
  }
  const sink = (from: number) => {
    for (let index = from; ; ) {
      let least = index
      for (const child of [2 * index + 1, 2 * index + 2])
        if (child < items.length && keyAt(child) < keyAt(least)) least = child
      if (least === index) return
      swap(index, least)
      index = least
    }
  }
  return {
    push: (key: number, value: number): void => {
      let index = items.push({ key, value }) - 1
      while (index > 0 && keyAt((index - 1) >> 1) > keyAt(index)) {
        swap(index, (index - 1) >> 1)
        index = (index - 1) >> 1
      }
    },
    pop: (): HeapItem | undefined => {
      const top = items[0]
      const last = items.pop()
      if (top && last && items.length > 0) {
        items[0] = last
        sink(0)
      }
      return top
    },
  }
}

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
  at(network.capacity, arc) > 0 && at(network.cost, arc) + at(price, from) - at(price, at(network.to, arc)) === 0

/** Dijkstra up to the sink; false when the sink cannot be reached any more. */
const raisePrices = (network: Network, price: number[], source: number, sink: number): boolean => {
  const distance = new Array<number>(price.length).fill(Number.POSITIVE_INFINITY)
  const settled: number[] = []
  const heap = makeHeap()
  distance[source] = 0
  heap.push(0, source)
  for (let next = heap.pop(); next; next = heap.pop()) {
    const node = next.value
    if (next.key > at(distance, node)) continue
    if (node === sink) break
    settled.push(node)
    for (const arc of at(network.arcsOf, node)) {
      if (at(network.capacity, arc) === 0) continue
      const to = at(network.to, arc)
      const reached = next.key + at(network.cost, arc) + at(price, node) - at(price, to)
      if (reached < at(distance, to)) {
        distance[to] = reached
        heap.push(reached, to)
      }
    }
  }
  const target = at(distance, sink)
  if (target === Number.POSITIVE_INFINITY) return false
  for (const node of settled) price[node] = at(price, node) + at(distance, node) - target
  return true
}

/** Breadth-first levels over tight arcs; null when the sink is cut off. */
const levelsOf = (network: Network, price: number[], source: number, sink: number): number[] | null => {
  const level = new Array<number>(price.length).fill(-1)
  level[source] = 0
  const queue = [source]
  for (const node of queue) {
    if (node === sink) return level
    for (const arc of at(network.arcsOf, node)) {
      const to = at(network.to, arc)
      if (level[to] !== -1 || !isTight(network, price, node, arc)) continue
      level[to] = at(level, node) + 1
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
    const arcs = at(network.arcsOf, node)
    let next = at(nextArc, node)
    while (next < arcs.length) {
      const arc = at(arcs, next)
      if (level[at(network.to, arc)] === at(level, node) + 1 && isTight(network, price, node, arc)) break
      next++
    }
    nextArc[node] = next
    if (next < arcs.length) {
      path.push(at(arcs, next))
      node = at(network.to, at(arcs, next))
      continue
    }
    const back = path.pop()
    if (back === undefined) return
    node = at(network.to, back ^ 1)
    nextArc[node] = at(nextArc, node) + 1
  }
}

const pushAlong = (network: Network, path: number[]): void => {
  const amount = Math.min(...path.map((arc) => at(network.capacity, arc)))
  for (const arc of path) {
    network.capacity[arc] = at(network.capacity, arc) - amount
    network.capacity[arc ^ 1] = at(network.capacity, arc ^ 1) + amount
  }
}
