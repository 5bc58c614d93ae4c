/**
 * Kendall's rank correlation between the order of a sequence and the size of its values: 1 in order, −1 reversed.
 * Pairs of equal values say nothing and are left out (Goodman and Kruskal's gamma). Null without a pair.
 */
export const kendallTau = (values: readonly number[]): number | null => {
  let agreeing = 0
  let opposed = 0
  for (const [at, value] of values.entries()) {
    for (const later of values.slice(at + 1)) {
      if (later > value) agreeing += 1
      else if (later < value) opposed += 1
    }
  }
  return agreeing + opposed === 0 ? null : (agreeing - opposed) / (agreeing + opposed)
}
