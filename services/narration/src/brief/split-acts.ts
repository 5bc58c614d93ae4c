import type { BriefScene, NarrationBrief } from './brief.ts'

/** A model writes about three minutes well in one answer, and confuses the scenes when there are more than this. */
const ACT_SEC = 180
const ACT_SCENES = 40

export type Act = { scenes: BriefScene[]; totalSec: number }

/**
 * Splits a brief into acts of similar size, in storyline order. Each act gets a share of the length by the footage of its
 * scenes; the shares add up to the whole.
 */
export const splitActs = ({ scenes, totalSec }: Pick<NarrationBrief, 'scenes' | 'totalSec'>): Act[] => {
  const wanted = Math.max(1, Math.ceil(totalSec / ACT_SEC), Math.ceil(scenes.length / ACT_SCENES))
  const count = Math.min(wanted, scenes.length)
  const footageSec = scenes.reduce((sum, entry) => sum + entry.seconds, 0)
  // A scene weighs by its seconds and by its mere presence: a hundred short scenes are too many for one answer.
  const weightOf = (entry: BriefScene) =>
    (footageSec > 0 ? entry.seconds / footageSec : 1 / scenes.length) + 1 / scenes.length
  const acts = new Map<number, BriefScene[]>()
  let before = 0
  for (const entry of scenes) {
    const weight = weightOf(entry)
    const act = Math.min(count - 1, Math.floor(((before + weight / 2) / 2) * count))
    acts.set(act, [...(acts.get(act) ?? []), entry])
    before += weight
  }
  return [...acts.values()].map((own) => {
    const ownSec = own.reduce((sum, entry) => sum + entry.seconds, 0)
    const share = footageSec > 0 ? ownSec / footageSec : own.length / scenes.length
    return { scenes: own, totalSec: totalSec * share }
  })
}
