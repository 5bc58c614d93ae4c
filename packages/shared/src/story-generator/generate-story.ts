import type { JsonRecord } from '../story/json-record.ts'
import type { StoryFormat } from '../story/story.ts'
import { dirtyStory } from './dirty-story.ts'
import { inventPlot, type Plot, type PlotOptions } from './invent-plot.ts'
import { makeSeededRandom, type SeededRandom } from './seeded-random.ts'
import { writeBlueprint, writeDataset, writeFlat } from './write-story.ts'

export type GenerateStoryOptions = PlotOptions & {
  format: StoryFormat
  /** Adds every repairable fault that real files had. */
  dirty: boolean
}

const WRITERS: Record<StoryFormat, (plot: Plot, random: SeededRandom) => JsonRecord> = {
  blueprint: writeBlueprint,
  dataset: writeDataset,
  flat: writeFlat,
}

/**
 * A generated story, as an Edge would upload it. The same options give the same object, and `inventPlot` gives the plot
 * behind it. Throws a RangeError unless 1 ≤ chapters ≤ scenes.
 */
export const generateStory = (options: GenerateStoryOptions): JsonRecord => {
  const random = makeSeededRandom(options.seed + 1)
  const raw = WRITERS[options.format](inventPlot(options), random)
  if (options.dirty) dirtyStory(raw, options.format, random)
  return raw
}
