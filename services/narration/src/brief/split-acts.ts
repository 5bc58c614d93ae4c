import type { BriefScene, NarrationBrief } from './brief.ts'

/** What a model tells well in one answer: about three minutes, and no more scenes than it keeps apart. */
const ACT_SEC = 180
const ACT_SCENES = 40

export type Act = { scenes: BriefScene[]; totalSec: number }

/**
 * The brief in stretches of similar size, in its order. Each gets its share of the length by the footage of its
 * scenes; the shares add up to the whole.
 */
export const splitActs = ({ scenes, totalSec }: Pick<NarrationBrief, 'scenes' | 'totalSec'>): Act[] => {
  const wanted = Math.max(1, Math.ceil(totalSec / ACT_SEC), Math.ceil(scenes.length / ACT_SCENES))
  const count = Math.min(wanted, scenes.length)
  const footageSec = scenes.reduce((sum, entry) => sum + entry.seconds, 0)
  // Scenes count for themselves as well as for their seconds: a hundred short ones are too much for one answer.
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
