import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { NarrationBrief } from '../brief/brief.ts'
import { splitActs } from '../brief/split-acts.ts'
import { countUnits } from '../language/count-units.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'
import type { GroundedSegment } from './ground-segments.ts'
import { type SpeakingRate, spokenSec } from './narration-length.ts'

/** The whole may be this much longer than planned: nobody writes to the second. */
const MOST_OF_PLAN = 1.1
/** Two short sentences: a passage told in less says nothing of its scene, and is better left out. */
const SHORTEST_SEC = 6
/** Segments in work at once: the limits of the provider are shared by everybody. */
const SEGMENTS_AT_ONCE = 4

/** What became of a draft that was too long. */
export type LengthCut = { draftedSec: number; shortened: number; leftOut: number }

type LengthOf = (segment: GroundedSegment) => number

const totalOf = (segments: readonly GroundedSegment[], lengthOf: LengthOf): number =>
  segments.reduce((sum, segment) => sum + lengthOf(segment), 0)

/** The length the longest have to come down to, all to the same, for the whole to take `totalSec`. */
const levelOf = (lengths: readonly number[], totalSec: number): number => {
  let leftSec = totalSec
  for (const [at, sec] of lengths.toSorted((a, b) => a - b).entries()) {
    const shareSec = leftSec / (lengths.length - at)
    if (sec > shareSec) return shareSec
    leftSec -= sec
  }
  return Number.POSITIVE_INFINITY
}

/**
 * The segments without those that matter least, by the best score of their scenes, until the rest fits. The first and
 * the last stay, and so does one of each act of the story as long as others can go.
 */
const leaveOut = (
  segments: readonly GroundedSegment[],
  brief: NarrationBrief,
  lengthOf: LengthOf,
  limitSec: number,
): GroundedSegment[] => {
  const scores = new Map(brief.scenes.map(({ scene, score }) => [scene.id, score]))
  const acts = new Map(splitActs(brief).flatMap((act, at) => act.scenes.map(({ scene }) => [scene.id, at] as const)))
  const scoreOf = ({ sceneIds }: GroundedSegment) => Math.max(...sceneIds.map((id) => scores.get(id) ?? 0))
  const actOf = ({ sceneIds: [id = -1] }: GroundedSegment) => acts.get(id)
  const leastFirst = segments.slice(1, -1).toSorted((a, b) => scoreOf(a) - scoreOf(b) || lengthOf(b) - lengthOf(a))
  const kept = new Set(segments)
  let totalSec = totalOf(segments, lengthOf)
  for (const mayEmptyAct of [false, true]) {
    for (const segment of leastFirst) {
      if (totalSec <= limitSec) break
      const isLastOfAct = [...kept].filter((other) => actOf(other) === actOf(segment)).length === 1
      if (!kept.has(segment) || (isLastOfAct && !mayEmptyAct)) continue
      kept.delete(segment)
      totalSec -= lengthOf(segment)
    }
  }
  return segments.filter((segment) => kept.has(segment))
}

/**
 * Holds the whole to the planned length. Of a draft that takes over 110 % of it the longest segments are told shorter,
 * once; what is too long even so loses the segments that matter least. Those that could not stay if all were told as
 * short as can be go first, so that no telling is paid for them. `cut` is null where nothing had to be done.
 */
export const fitToPlan = async (
  segments: readonly GroundedSegment[],
  brief: NarrationBrief,
  speakingRate: SpeakingRate,
  writer: NarrationWriter,
  run: Pick<Run, 'signal' | 'hurry'>,
): Promise<{ segments: GroundedSegment[]; cut: LengthCut | null }> => {
  const { lang, totalSec } = brief
  const lengthOf: LengthOf = ({ text }) => spokenSec(text, lang, speakingRate)
  const draftedSec = totalOf(segments, lengthOf)
  const mostSec = totalSec * MOST_OF_PLAN
  if (writer.keepsLength || draftedSec <= mostSec) return { segments: [...segments], cut: null }

  const tellShorter = (worth: readonly GroundedSegment[]): Promise<GroundedSegment[]> => {
    const levelSec = levelOf(worth.map(lengthOf), totalSec)
    return runBounded(worth, SEGMENTS_AT_ONCE, async (segment) => {
      if (lengthOf(segment) <= levelSec * MOST_OF_PLAN || run.hurry()) return segment
      const units = countUnits(segment.text, lang)
      const maxUnits = Math.max(1, Math.floor((units * levelSec) / lengthOf(segment)))
      const text = await writer.shorten({ text: segment.text, lang, maxUnits }, run.signal)
      if (!text.trim() || countUnits(text, lang) >= units) return segment
      return { ...segment, text, findings: [...segment.findings, { check: 'length', outcome: 'shortened' }] }
    })
  }
  const told = run.hurry()
    ? segments
    : await tellShorter(leaveOut(segments, brief, (segment) => Math.min(SHORTEST_SEC, lengthOf(segment)), totalSec))
  const fitting = leaveOut(told, brief, lengthOf, mostSec)
  const shortened = fitting.filter(({ findings }) => findings.some(({ check }) => check === 'length')).length
  return { segments: fitting, cut: { draftedSec, shortened, leftOut: segments.length - fitting.length } }
}
