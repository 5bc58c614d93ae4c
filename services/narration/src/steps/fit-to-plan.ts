import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { NarrationBrief } from '../brief/brief.ts'
import { splitActs } from '../brief/split-acts.ts'
import { countUnits } from '../language/count-units.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'
import type { GroundedSegment } from './ground-segments.ts'
import { type SpeakingRate, spokenSec } from './narration-length.ts'

/** A narration may take this share of its planned length: no writer hits the second. */
const MOST_OF_PLAN = 1.1
/** Two short sentences. A shorter segment says nothing about its scene and is better left out. */
const SHORTEST_SEC = 6
/** Segments shortened concurrently: all tasks share the limits of the provider. */
const CONCURRENT_SEGMENTS = 4

/** What was done to a draft that was too long. */
export type LengthCut = { draftedSec: number; shortened: number; leftOut: number }

type LengthOf = (segment: GroundedSegment) => number

const totalOf = (segments: readonly GroundedSegment[], lengthOf: LengthOf): number =>
  segments.reduce((sum, segment) => sum + lengthOf(segment), 0)

/** The common length that the longest segments have to come down to, for the whole to take `totalSec`. */
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
 * Leaves out the segments that matter least, by the best score of their scenes, until the rest fits. The first and the
 * last segment stay. One segment of each act stays as long as others can be left out.
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
 * Holds the narration to its planned length.
 *
 * A draft over 110 % of the plan is cut in three rounds. First, segments that could not stay even if every segment were
 * as short as possible are left out, so that shortening them is not paid for. Then the longest of the rest are shortened,
 * once each, to a common length. If the whole is still too long, the segments that matter least are left out. Near the
 * deadline nothing is shortened, only left out. `cut` is null when the draft fits.
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

  const shortenLongest = (candidates: readonly GroundedSegment[]): Promise<GroundedSegment[]> => {
    const levelSec = levelOf(candidates.map(lengthOf), totalSec)
    return runBounded(candidates, CONCURRENT_SEGMENTS, async (segment) => {
      if (lengthOf(segment) <= levelSec * MOST_OF_PLAN || run.hurry()) return segment
      const units = countUnits(segment.text, lang)
      const maxUnits = Math.max(1, Math.floor((units * levelSec) / lengthOf(segment)))
      const text = await writer.shorten({ text: segment.text, lang, maxUnits }, run.signal)
      if (!text.trim() || countUnits(text, lang) >= units) return segment
      return { ...segment, text, findings: [...segment.findings, { check: 'length', outcome: 'shortened' }] }
    })
  }
  const shorter = run.hurry()
    ? segments
    : await shortenLongest(leaveOut(segments, brief, (segment) => Math.min(SHORTEST_SEC, lengthOf(segment)), totalSec))
  const fitting = leaveOut(shorter, brief, lengthOf, mostSec)
  const shortened = fitting.filter(({ findings }) => findings.some(({ check }) => check === 'length')).length
  return { segments: fitting, cut: { draftedSec, shortened, leftOut: segments.length - fitting.length } }
}
