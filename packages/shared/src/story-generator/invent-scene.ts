import type { PlotFact, PlotScene } from './invent-plot.ts'
import type { Cast, Phrases } from './make-phrases.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Half of it on average: 2,000 scenes then hold some 25,000 lines, as much as the longest series. */
const MOST_LINES = 25
const MOST_EXTRAS = 2
const FACT_CHANCE_PER_LINE = 0.02

/** About how fast actors speak; only the proportions matter here. */
const MS_PER_CJK_CHARACTER = 230
const MS_PER_LATIN_CHARACTER = 65

const spokenMs = (text: string): number =>
  400 + [...text].reduce((ms, c) => ms + (c > '\u2e80' ? MS_PER_CJK_CHARACTER : MS_PER_LATIN_CHARACTER), 0)

/** A scene that begins at `startMs` and is as long as what is said in it, and the fact stated in it, if one is. */
export const inventScene = (
  { id, startMs }: { id: number; startMs: number },
  phrases: Phrases,
  random: SeededRandom,
): { scene: PlotScene; fact: PlotFact | null } => {
  const [first = '', second = ''] = random.sample(phrases.characters, 2)
  const cast: Cast = { a: first, b: second }
  const dialogues: PlotScene['dialogues'] = []
  let fact: PlotFact | null = null
  let atMs = startMs + random.int(300, 3000)
  for (let left = random.int(0, MOST_LINES); left > 0; left -= 1) {
    const speaks = random.chance(0.5) ? cast : { a: cast.b, b: cast.a }
    const stated: ReturnType<Phrases['fact']> | null =
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
