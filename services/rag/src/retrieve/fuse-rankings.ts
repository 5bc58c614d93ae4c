/**
 * Reciprocal rank fusion (G. Cormack, C. Clarke, S. Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
 * individual Rank Learning Methods", SIGIR 2009): rankings whose scores cannot be compared become one.
 */

/** How much the first places are worth more than those behind them. 60 is the paper's. */
const RRF_K = 60

/** Each item's score: the sum of 1 / (60 + rank) over the rankings that have it, ranks counted from 1. */
export const fuseRankings = <Item>(rankings: readonly (readonly Item[])[]): Map<Item, number> => {
  const scores = new Map<Item, number>()
  for (const ranking of rankings) {
    for (const [at, item] of ranking.entries()) scores.set(item, (scores.get(item) ?? 0) + 1 / (RRF_K + at + 1))
  }
  return scores
}
