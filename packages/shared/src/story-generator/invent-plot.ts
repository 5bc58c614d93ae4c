import type { FactAttribute } from '../story/character-fact.ts'
import type { Caption, Cue, Dialogue, Highlight, StoryLanguage, Timeline } from '../story/story.ts'
import { inventScene } from './invent-scene.ts'
import { makePhrases } from './make-phrases.ts'
import { makeSeededRandom } from './seeded-random.ts'

export type PlotScene = {
  id: number
  startMs: number
  endMs: number
  timeline: Timeline
  name: string
  text: string
  contentType: string
  location: string
  dynamics: string
  mood: string
  dialogues: (Dialogue & { speaker: string })[]
  captions: (Caption & { type: string })[]
  highlights: (Highlight & { description: string; type: string; mood: string })[]
  cues: (Cue & { type: string })[]
}

export type PlotChapter = { uuid: string; number: number; name: string; scenes: PlotScene[] }

/** A fact a character states in a spoken line: what a fact finder should find. */
export type PlotFact = {
  sceneId: number
  character: string
  attribute: FactAttribute
  value: string
  sourceText: string
}

/** A made-up story before it is written in one of the formats: the known answers to what a reader should read. */
export type Plot = {
  lang: StoryLanguage
  assetUuid: string
  projectUuid: string
  name: string
  characters: string[]
  /** By number; scene ids count up through them from 1. */
  chapters: PlotChapter[]
  /** Scene ids in telling order. */
  storyline: number[]
  facts: PlotFact[]
}

export type PlotOptions = { seed: number; lang: StoryLanguage; scenes: number; chapters: number }

const FLASHBACK_CHANCE = 0.06

/** `total` scenes spread over chapters as evenly as whole numbers allow; every chapter gets one at least. */
const sceneCounts = (total: number, chapters: number): number[] =>
  Array.from(
    { length: chapters },
    (_, i) => Math.floor((total * (i + 1)) / chapters) - Math.floor((total * i) / chapters),
  )

/** The same options give the same plot. Throws a RangeError unless 1 ≤ chapters ≤ scenes. */
export const inventPlot = ({ seed, lang, scenes, chapters }: PlotOptions): Plot => {
  if (!(Number.isInteger(scenes) && Number.isInteger(chapters) && chapters >= 1 && scenes >= chapters))
    throw new RangeError('a plot has one chapter at least, and as many scenes as chapters at least')
  const random = makeSeededRandom(seed)
  const phrases = makePhrases(lang, random)
  const plot: Plot = {
    lang,
    assetUuid: random.uuid(),
    projectUuid: random.uuid(),
    name: phrases.title(),
    characters: phrases.characters,
    chapters: [],
    storyline: [],
    facts: [],
  }
  let id = 1
  sceneCounts(scenes, chapters).forEach((count, i) => {
    const chapter: PlotChapter = { uuid: random.uuid(), number: i + 1, name: phrases.chapterName(), scenes: [] }
    let startMs = random.int(0, 400)
    for (let n = 0; n < count; n += 1) {
      const { scene, fact } = inventScene({ id, startMs }, phrases, random)
      chapter.scenes.push(scene)
      if (fact) plot.facts.push(fact)
      const before = plot.storyline.length
      if (id > 1 && random.chance(FLASHBACK_CHANCE)) {
        scene.timeline = 'FLASHBACK'
        plot.storyline.splice(random.int(0, before), 0, id)
      } else plot.storyline.push(id)
      startMs = scene.endMs + random.pick([0, 0, 0, 40, 800])
      id += 1
    }
    plot.chapters.push(chapter)
  })
  return plot
}
