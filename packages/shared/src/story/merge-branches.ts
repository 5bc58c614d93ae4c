/** One scene of a branch's sequence. */
export type Step = { id: number; index: number }

/** True when no two different scenes claim the same place: the indexes count through the whole story. */
const countsThrough = (branches: Step[][]): boolean => {
  const owner = new Map<number, number>()
  for (const { id, index } of branches.flat()) {
    if ((owner.get(index) ?? id) !== id) return false
    owner.set(index, id)
  }
  return true
}

type Place = { branch: number; position: number }

/** For each scene its place in every branch it occurs in, the first branch last, so that `pop` takes it first. */
const placesOf = (branches: Step[][]): Map<number, Place[]> => {
  const places = new Map<number, Place[]>()
  for (let branch = branches.length - 1; branch >= 0; branch -= 1)
    branches[branch]?.forEach(({ id }, position) => {
      const known = places.get(id) ?? []
      if (known.at(-1)?.branch !== branch) known.push({ branch, position })
      places.set(id, known)
    })
  return places
}

/**
 * One telling order for a story of several branches, each sorted by its index. Where the indexes count through the
 * whole story they decide. Otherwise branches are told one after the other, but before a scene in which branches
 * meet, the others are first told up to it. Branches that meet in contradicting order are told as far as that goes.
 */
export const mergeBranches = (branches: Step[][]): number[] => {
  if (countsThrough(branches))
    return [
      ...new Set(
        branches
          .flat()
          .sort((a, b) => a.index - b.index)
          .map(({ id }) => id),
      ),
    ]
  const places = placesOf(branches)
  const next = branches.map(() => 0)
  const told = new Set<number>()
  for (let first = 0; first < branches.length; first += 1) {
    // A branch on the stack is being told up to its limit; it is not entered a second time.
    const entered = new Set([first])
    const stack: Place[] = [{ branch: first, position: Number.POSITIVE_INFINITY }]
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const position = next[top.branch] ?? 0
      const step = branches[top.branch]?.[position]
      if (!step || position >= top.position) {
        entered.delete(top.branch)
        stack.pop()
        continue
      }
      // Places are used up, so that all searching together costs no more than the branches are long.
      const meeting = told.has(step.id) ? undefined : places.get(step.id)?.pop()
      if (!meeting) {
        told.add(step.id)
        next[top.branch] = position + 1
      } else if (!entered.has(meeting.branch) && (next[meeting.branch] ?? 0) < meeting.position) {
        stack.push(meeting)
        entered.add(meeting.branch)
      }
    }
  }
  return [...told]
}
