import type { FactAttribute } from '../story/facts.ts'
import type { StoryLanguage } from '../story/story.ts'
import type { SeededRandom } from './seeded-random.ts'
import en from './words/story-words.en.json' with { type: 'json' }
import zh from './words/story-words.zh.json' with { type: 'json' }

/** The people of one scene: `a` speaks or acts, `b` is the other. */
export type Cast = { a: string; b: string }

export type PlotPhrases = {
  characters: string[]
  title: () => string
  chapterName: () => string
  sceneName: (cast: Cast) => string
  summary: (cast: Cast) => string
  dynamics: (cast: Cast) => string
  line: (cast: Cast) => string
  caption: () => string
  highlight: (cast: Cast) => { type: string; description: string; mood: string }
  cue: () => { type: string; value: string }
  place: () => string
  mood: () => string
  contentType: () => string
  tags: () => string[]
  fact: () => { attribute: FactAttribute; value: string; line: string }
}

const CAST_SIZE = 12
const TWO_SENTENCES_CHANCE = 0.35
const STATED_ATTRIBUTES = ['occupation', 'family_status', 'physical_health', 'key_skill'] as const

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Makes random sentences from the word bank of a language. */
export const makePhrases = (lang: StoryLanguage, random: SeededRandom): PlotPhrases => {
  const words = lang === 'zh' ? zh : en
  const characters = random.sample(words.people, CAST_SIZE)
  const anyone = (): Cast => {
    const [a = '', b = ''] = random.sample(characters, 2)
    return { a, b }
  }
  const fill = (template: string, cast: Cast): string => {
    const slots: Record<string, () => string> = {
      a: () => cast.a,
      b: () => cast.b,
      place: () => random.pick(words.places),
      object: () => random.pick(words.objects),
      secret: () => random.pick(words.secrets),
      time: () => random.pick(words.times),
      n: () => String(random.int(2, 40)),
    }
    return capital(template.replace(/\{(\w+)\}/g, (slot, name: string) => slots[name]?.() ?? slot))
  }
  const filled = (templates: readonly string[], cast: Cast) => fill(random.pick(templates), cast)
  return {
    characters,
    title: () => random.pick(words.titles),
    chapterName: () => filled(words.chapterNames, anyone()),
    sceneName: (cast) => filled(words.sceneNames, cast),
    summary: (cast) => filled(words.summaries, cast),
    dynamics: (cast) => filled(words.dynamics, cast),
    line: (cast) => {
      const sentences = random.chance(TWO_SENTENCES_CHANCE) ? 2 : 1
      return Array.from({ length: sentences }, () => filled(words.lines, cast)).join(lang === 'zh' ? '' : ' ')
    },
    caption: () => filled(words.captions, anyone()),
    highlight: (cast) => {
      const { type, text, mood } = random.pick(words.highlights)
      return { type, description: fill(text, cast), mood }
    },
    cue: () => {
      const { type, value } = random.pick(words.cues)
      return { type, value: fill(value, anyone()) }
    },
    place: () => capital(random.pick(words.places)),
    mood: () => random.pick(words.moods),
    contentType: () => random.pick(words.contentTypes),
    tags: () => random.sample(words.tags, random.int(0, 3)),
    fact: () => {
      const attribute = random.pick(STATED_ATTRIBUTES)
      const { values, lines } = words.facts[attribute]
      const value = random.pick(values)
      return { attribute, value, line: random.pick(lines).replace('{value}', value) }
    },
  }
}
