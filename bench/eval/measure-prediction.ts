import type { StoryLanguage } from '@vss/shared/story/story.ts'

/** One spoken sentence of a story: its predicted and its measured length in seconds. */
export type Prediction = { story: string; lang: StoryLanguage; predictedSec: number; measuredSec: number }

export type PredictionFigures = {
  sentences: number
  /** The median of measured ÷ predicted. */
  median: number
  /** Share of sentences for which measured ÷ predicted lies in 0.9–1.1. */
  within: number
  /** The same after dividing by the median of the other stories in that language, as earlier takes would calibrate it. */
  withinCalibrated: number
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1
const ratioOf = ({ predictedSec, measuredSec }: Prediction): number => measuredSec / predictedSec
const isNear = (ratio: number): boolean => ratio >= 0.9 && ratio <= 1.1

export const measurePrediction = (predictions: readonly Prediction[]): PredictionFigures => {
  const calibrated = predictions.map((one) => {
    const others = predictions.filter(({ story, lang }) => story !== one.story && lang === one.lang)
    return ratioOf(one) / medianOf(others.map(ratioOf))
  })
  const ratios = predictions.map(ratioOf)
  return {
    sentences: predictions.length,
    median: medianOf(ratios),
    within: ratios.filter(isNear).length / ratios.length,
    withinCalibrated: calibrated.filter(isNear).length / ratios.length,
  }
}
