import type { FactAttribute } from '../story/facts.ts'
import type { Caption, Cue, Dialogue, Highlight, StoryLanguage, Timeline } from '../story/story.ts'
import { type Cast, makePhrases, type PlotPhrases } from './make-phrases.ts'
import { makeSeededRandom, type SeededRandom } from './seeded-random.ts'

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

/** A fact that a character states in a spoken line, and that a fact finder should find. */
export type PlotFact = {
  sceneId: number
  character: string
  attribute: FactAttribute
  value: string
  sourceText: string
}

/** A generated story, independent of the formats: what parsing the written story should give. */
export type Plot = {
  lang: StoryLanguage
  assetUuid: string
  projectUuid: string
  name: string
  characters: string[]
  /** Sorted by number; scene ids count from 1 through all chapters. */
  chapters: PlotChapter[]
  /** Scene ids in storyline order. */
  storyline: number[]
  facts: PlotFact[]
}

/** On average a scene has half of it: 2,000 scenes have some 25,000 lines, like the longest series. */
const MOST_LINES = 25
const MOST_EXTRAS = 2
const FACT_CHANCE_PER_LINE = 0.02

/** Roughly how fast actors speak; only the proportions matter here. */
const MS_PER_CJK_CHARACTER = 230
const MS_PER_LATIN_CHARACTER = 65

const spokenMs = (text: string): number =>
  400 + [...text].reduce((ms, c) => ms + (c > '\u2e80' ? MS_PER_CJK_CHARACTER : MS_PER_LATIN_CHARACTER), 0)

/** A scene that begins at `startMs` and lasts as long as its lines, and the fact that is stated in it, if there is one. */
export const inventScene = (
  { id, startMs }: { id: number; startMs: number },
  phrases: PlotPhrases,
  random: SeededRandom,
): { scene: PlotScene; fact: PlotFact | null } => {
  const [first = '', second = ''] = random.sample(phrases.characters, 2)
  const cast: Cast = { a: first, b: second }
  const dialogues: PlotScene['dialogues'] = []
  let fact: PlotFact | null = null
  let atMs = startMs + random.int(300, 3000)
  for (let left = random.int(0, MOST_LINES); left > 0; left -= 1) {
    const speaks = random.chance(0.5) ? cast : { a: cast.b, b: cast.a }
    const stated: ReturnType<PlotPhrases['fact']> | null =
      fact === null && random.chance(FACT_CHANCE_PER_LINE) ? phrases.fact() : null
    const text: string = stated?.line ?? phrases.line(speaks)
    if (stated)
      fact = { sceneId: id, character: speaks.a, attribute: stated.attribute, value: stated.value, sourceText: text }
    const endMs = atMs + spokenMs(text)
    dialogues.push({ text, speaker: speaks.a, startMs: atMs, endMs })
    atMs = endMs + random.int(60, 2500)
  }
  const endMs = atMs + random.int(500, 6000)
  const span = (): { startMs: number; endMs: number } => {
    const from = random.int(startMs, endMs - 400)
    return { startMs: from, endMs: random.int(from + 200, endMs) }
  }
  const some = <T>(make: () => T): T[] => Array.from({ length: random.int(0, MOST_EXTRAS) }, make)
  const inOrder = <T extends { startMs: number; endMs: number }>(events: T[]) =>
    events.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
  const scene: PlotScene = {
    id,
    startMs,
    endMs,
    timeline: 'LINEAR',
    name: phrases.sceneName(cast),
    text: phrases.summary(cast),
    contentType: phrases.contentType(),
    location: phrases.place(),
    dynamics: phrases.dynamics(cast),
    mood: phrases.mood(),
    dialogues,
    captions: inOrder(some(() => ({ text: phrases.caption(), type: 'title', ...span() }))),
    highlights: inOrder(some(() => ({ ...phrases.highlight(cast), tags: phrases.tags(), ...span() }))),
    cues: inOrder(some(() => ({ ...phrases.cue(), ...span() }))),
  }
  return { scene, fact }
}

export type PlotOptions = { seed: number; lang: StoryLanguage; scenes: number; chapters: number }

const FLASHBACK_CHANCE = 0.06

/** `total` scenes, distributed evenly over the chapters; every chapter gets at least one. */
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
