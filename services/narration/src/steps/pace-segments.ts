import type { NarrationSegment, SegmentMetadata } from '@vss/shared/contracts/files/narration-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Scene } from '@vss/shared/story/story.ts'
import type { ShortenRequest } from '../brief/brief.ts'
import { countUnitOf, countUnits } from '../language/count-units.ts'
import type { Finding, GroundedSegment } from './ground-segments.ts'
import { expectedSec, type SpeakingRate } from './narration-length.ts'

/** Rewrites of a segment; if it is still too long, it is kept and marked. */
const MAX_REWRITES = 2
/** Segments paced concurrently: all tasks share the limits of the provider. */
const CONCURRENT_SEGMENTS = 4

export type PaceOptions = {
  lang: string
  speakingRate: SpeakingRate
  overflowTolerance: number
  /** Every scene of the story: a cited one gives its seconds. */
  scenes: readonly Scene[]
  /** The text in at most `maxUnits`, where possible. */
  shorten(request: ShortenRequest): Promise<string>
  /** True near the deadline: then nothing is rewritten. */
  hurry(): boolean
}

export type PaceInput = {
  text: string
  narrationSource: string | null
  sceneIds: number[]
  /** Of the checks before. */
  findings?: readonly Finding[]
}

const seconds = (value: number) => Math.round(value * 1000) / 1000

/** Seconds of speech: by units alone, by sounds and pauses, and the longer of the two, which has to fit. */
const lengthOf = (text: string, { lang, speakingRate }: PaceOptions) => {
  const predicted = countUnits(text, lang) / speakingRate.rate
  const expected = expectedSec(text, lang, speakingRate)
  return { predicted, expected, longest: Math.max(predicted, expected ?? 0) }
}

const measure = (text: string, visualSec: number, refined: boolean, options: PaceOptions): SegmentMetadata => {
  const units = countUnits(text, options.lang)
  const { predicted, expected } = lengthOf(text, options)
  const limit = visualSec * (1 + options.overflowTolerance)
  return {
    text_len: units,
    count_unit: countUnitOf(options.lang),
    pred_audio_duration: seconds(predicted),
    real_visual_duration: seconds(visualSec),
    duration_limit: seconds(limit),
    overflow_sec: seconds(Math.max(0, predicted - limit)),
    is_overflow: seconds(predicted) > seconds(limit),
    tolerance_ratio: options.overflowTolerance,
    refined,
    speaking_rate: options.speakingRate.rate,
    ...(expected !== null && { expected_audio_duration: seconds(expected) }),
    ...(options.speakingRate.replaced !== null && {
      speaking_rate_note: `${options.speakingRate.replaced} does not fit ${options.lang}; the usual rate of the language is used`,
    }),
  }
}

/** Units that fit into the limit, at the seconds a unit of this text takes. */
const unitsThatFit = (text: string, limitSec: number, options: PaceOptions): number => {
  const secPerUnit = lengthOf(text, options).longest / countUnits(text, options.lang)
  return Number.isFinite(secPerUnit) && secPerUnit > 0 ? Math.floor(limitSec / secPerUnit + 1e-9) : 0
}

const paceOne = async (
  input: PaceInput,
  sceneOf: ReadonlyMap<number, Scene>,
  options: PaceOptions,
): Promise<NarrationSegment> => {
  const cited = [...new Set(input.sceneIds)].flatMap((id) => sceneOf.get(id) ?? [])
  const visualSec = cited.reduce((sum, scene) => sum + (scene.endMs - scene.startMs) / 1000, 0)
  const limitSec = visualSec * (1 + options.overflowTolerance)
  let best = input.text
  let rounds = 0
  while (rounds < MAX_REWRITES && !options.hurry()) {
    const maxUnits = unitsThatFit(best, limitSec, options)
    if (maxUnits <= 0 || countUnits(best, options.lang) <= maxUnits) break
    rounds += 1
    const shorter = await options.shorten({ text: best, lang: options.lang, maxUnits })
    if (shorter.trim() && countUnits(shorter, options.lang) < countUnits(best, options.lang)) best = shorter
  }
  const metadata = measure(best, visualSec, best !== input.text, options)
  const problem = cited.length === 0 ? 'it cites no scene of the story' : null
  const overflow = `it is ${metadata.overflow_sec} s longer than its footage allows, after ${rounds} rewrites`
  const error = problem ?? (metadata.is_overflow ? overflow : null)
  return {
    narration: best,
    narration_source: input.narrationSource,
    source_scene_ids: input.sceneIds,
    metadata: {
      ...metadata,
      ...(error && { validation_error: error }),
      ...(input.findings?.length && { findings: input.findings }),
    },
  }
}

/**
 * Measures every segment against the footage it cites and has those that are too long rewritten, at most twice. One that
 * stays too long keeps its shortest text and carries `validation_error`. No segment is lost or reordered.
 */
export const paceSegments = async (inputs: readonly PaceInput[], options: PaceOptions): Promise<NarrationSegment[]> => {
  const sceneOf = new Map(options.scenes.map((scene) => [scene.id, scene]))
  return runBounded(inputs, CONCURRENT_SEGMENTS, (input) => paceOne(input, sceneOf, options))
}

/** The segments as input of pacing. Throws 3004 when there is nothing to tell. */
export const requireSegments = (segments: readonly GroundedSegment[]): PaceInput[] => {
  if (segments.length === 0) throw new AppError('payload_invalid', 'narration.nothing_to_tell')
  return segments.map((segment) => ({ ...segment, narrationSource: null }))
}
