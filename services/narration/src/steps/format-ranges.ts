/** Enough for a person to see what there is; a sentence is no place for more. */
const SHOWN_RANGES = 20

/** `[3, 1, 2, 7]` → `1–3, 7`: sorted, without repeats, cut with `…` after twenty ranges. */
export const formatRanges = (numbers: readonly number[]): string => {
  const ranges: { from: number; to: number }[] = []
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && number === last.to + 1) last.to = number
    else ranges.push({ from: number, to: number })
  }
  const shown = ranges.slice(0, SHOWN_RANGES).map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`))
  return [...shown, ...(ranges.length > SHOWN_RANGES ? ['…'] : [])].join(', ')
}
