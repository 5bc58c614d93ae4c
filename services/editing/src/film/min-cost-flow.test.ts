import { makeSeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { expect, test } from 'vitest'
import { addArc, addNode, flowOn, makeNetwork, solveMinCostFlow } from './min-cost-flow.ts'

type Transport = { supply: number[]; demand: number[]; cost: number[][] }

const solve = ({ supply, demand, cost }: Transport) => {
  const network = makeNetwork()
  const source = addNode(network)
  const sink = addNode(network)
  const from = supply.map((units) => {
    const node = addNode(network)
    addArc(network, source, node, units, 0)
    return node
  })
  const to = demand.map((units) => {
    const node = addNode(network)
    addArc(network, node, sink, units, 0)
    return node
  })
  const arcs = from.map((a, i) => to.map((b, j) => addArc(network, a, b, 99, (cost[i] as number[])[j] as number)))
  solveMinCostFlow(network, source, sink)
  const flow = arcs.map((row) => row.map((arc) => flowOn(network, arc)))
  const sent = flow.flat().reduce((a, b) => a + b, 0)
  const price = flow.flatMap((row, i) => row.map((units, j) => units * ((cost[i] as number[])[j] as number)))
  return { flow, sent, price: price.reduce((a, b) => a + b, 0) }
}

/** The cheapest way to send as much as possible, unit by unit in every possible way. */
const bruteForce = ({ supply, demand, cost }: Transport): { sent: number; price: number } => {
  const units = supply.flatMap((count, i) => Array.from({ length: count }, () => i))
  const best = { sent: 0, price: 0 }
  const left = [...demand]
  const visit = (at: number, sent: number, price: number): void => {
    if (at === units.length) {
      if (sent > best.sent || (sent === best.sent && price < best.price)) Object.assign(best, { sent, price })
      return
    }
    visit(at + 1, sent, price)
    for (let j = 0; j < left.length; j++) {
      if ((left[j] as number) === 0) continue
      left[j] = (left[j] as number) - 1
      visit(at + 1, sent + 1, price + ((cost[units[at] as number] as number[])[j] as number))
      left[j] = (left[j] as number) + 1
    }
  }
  visit(0, 0, 0)
  return best
}

test('it sends as much as fits, at the least cost any way could have', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = makeSeededRandom(seed)
    const numbers = (count: number, max: number) => Array.from({ length: count }, () => random.int(0, max))
    const problem = {
      supply: numbers(3, 2),
      demand: numbers(3, 3),
      cost: [numbers(3, 5), numbers(3, 5), numbers(3, 5)],
    }
    const { sent, price } = solve(problem)
    expect({ seed, sent, price }).toEqual({ seed, ...bruteForce(problem) })
  }
})

test('an earlier choice is taken back when that is cheaper for all', () => {
  const cost = [
    [0, 1],
    [0, 9],
  ]
  expect(solve({ supply: [5, 5], demand: [5, 5], cost }).flow).toEqual([
    [0, 5],
    [5, 0],
  ])
})

test('the same network gives the same flow', () => {
  const problem = { supply: [4, 4, 4], demand: [6, 6], cost: Array.from({ length: 3 }, () => [1, 1]) }
  expect(solve(problem)).toEqual(solve(problem))
})
