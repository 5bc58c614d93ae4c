/** Share of the footage in scope that speech may cover: the rest is air between sentences. */
const SPOKEN_SHARE = 0.9

/** The longest narration of its own accord, in seconds: also the longest that may be asked for. */
const LONGEST_SEC = 30 * 60

export type LengthPlan = {
  totalSec: number
  /** Seconds asked for, where the footage could not carry them. */
  cutFromSec: number | null
}

/**
 * How long the narration becomes: the target, but at most nine tenths of the footage in scope (less where the
 * overflow tolerance asks for more air). Without a target the footage alone decides, up to half an hour.
 */
export const planLength = (
  footageSec: number,
  targetMinutes: number | null | undefined,
  overflowTolerance: number,
): LengthPlan => {
  const carried = footageSec * Math.min(SPOKEN_SHARE, 1 + overflowTolerance)
  if (targetMinutes === null || targetMinutes === undefined)
    return { totalSec: Math.min(carried, LONGEST_SEC), cutFromSec: null }
  const targetSec = targetMinutes * 60
  return targetSec > carried ? { totalSec: carried, cutFromSec: targetSec } : { totalSec: targetSec, cutFromSec: null }
}
