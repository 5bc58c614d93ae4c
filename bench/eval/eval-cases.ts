import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'
import { inventPlot } from '@vss/shared/story-generator/invent-plot.ts'
import { makeSeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { writeBlueprint, writeDataset } from '@vss/shared/story-generator/write-story.ts'
import { rawSample } from '../../services/narration/src/testing/sample-story.ts'

/** A story to make a film of: as an Edge uploads it, and normalised. */
export type EvalCase = {
  name: string
  raw: Record<string, unknown>
  story: Story
  fps: string
  minutes: number
  /** For an invented story the scene that a sentence is about is known. */
  isInvented: boolean
}

const SCENES = 40
const CHAPTERS = 5
const SAMPLE_MINUTES = 3
/** The maximum that a client may ask for: more than the footage of a sample allows. */
const MOST_MINUTES = 30
const INVENTED_MINUTES = 4

const makeCase = (given: Omit<EvalCase, 'story'>): EvalCase => ({
  ...given,
  story: normaliseStory(given.raw, given.name),
})

const inventCase = (lang: StoryLanguage, seed: number, isLinear: boolean, fps: string): EvalCase => {
  const plot = inventPlot({ seed, lang, scenes: SCENES, chapters: CHAPTERS })
  if (isLinear) {
    plot.storyline.sort((a, b) => a - b)
    for (const scene of plot.chapters.flatMap(({ scenes }) => scenes)) scene.timeline = 'LINEAR'
  }
  const raw = isLinear ? writeBlueprint(plot) : writeDataset(plot, makeSeededRandom(seed + 1))
  const name = `invented ${lang}, ${isLinear ? 'linear' : 'with flashbacks'}`
  return makeCase({ name, raw, fps, minutes: INVENTED_MINUTES, isInvented: true })
}

/** Both sample stories, one of them also told until its footage ends, and four invented stories, at five frame rates. */
export const evalCases = (): EvalCase[] => [
  makeCase({ name: 'sample zh', raw: rawSample('zh'), fps: '25', minutes: SAMPLE_MINUTES, isInvented: false }),
  makeCase({ name: 'sample en', raw: rawSample('en'), fps: '29.97', minutes: SAMPLE_MINUTES, isInvented: false }),
  makeCase({ name: 'sample zh, all of it', raw: rawSample('zh'), fps: '25', minutes: MOST_MINUTES, isInvented: false }),
  inventCase('zh', 1, true, '24'),
  inventCase('en', 2, true, '30'),
  inventCase('zh', 3, false, '23.976'),
  inventCase('en', 4, false, '29.97'),
]
