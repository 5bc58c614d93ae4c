import { NARRATION_STYLES } from '@vss/shared/contracts/narration-control.ts'
import { z } from 'zod'
import { readWords } from './read-words.ts'

const list = z.array(z.string().min(1)).min(1)

/** What a scene may be about, for closing comments. */
export const SCENE_TAGS = ['love', 'conflict', 'secret', 'danger', 'loss', 'win', 'family', 'any'] as const
export type SceneTag = (typeof SCENE_TAGS)[number]

const weights = z.strictObject({
  text: z.number(),
  dynamics: z.number(),
  highlight: z.number(),
  speech: z.number(),
  quote: z.number(),
  mood: z.number(),
})

/** Every way the narrator has of putting things. Slots are named in the word files. */
const phrases = z.strictObject({
  /** How much of what this style tells. */
  weights,
  /** Openings that go on in the same scene or place. */
  onward: list,
  /** Openings of a scene among other people. */
  elsewhere: list,
  /** Openings of a later scene with the same people. */
  later: list,
  /** `{time}` may be part of the first two. */
  flashback: list,
  flashbackTime: list,
  flashforward: list,
  present: list,
  intercut: list,
  /** `{place}` with its preposition. */
  place: list,
  /** For short labels: `{mood}`, `{people}` and `{label}`. */
  moodLabel: list,
  moodSentence: list,
  /** For labels that are nouns, in English: "tension". */
  moodNoun: list,
  dynamicsLabel: list,
  highlightLabel: list,
  /** `{speaker}`, `{listener}`, `{clause}`. */
  say: list,
  sayAlone: list,
  ask: list,
  askAlone: list,
  order: list,
  /** `{first}` asks, `{second}` answers. */
  answer: list,
  /** A line said, asked or cried out, in its own words. */
  quote: list,
  quoteAsk: list,
  quoteCry: list,
  /** First person: what the narrator was not there to see. */
  hearsay: list,
  /** One comment at most every so many segments; 0 = never. */
  commentEvery: z.number().int().min(0),
  /** Whether the comments on anything at all are light-hearted: then something dark gets none of them. */
  lightComments: z.boolean(),
  comments: z.partialRecord(z.enum(SCENE_TAGS), list),
  /** Last words of the narration; empty = none. */
  closing: z.array(z.string()),
  /** Words of a custom style prompt that mean this style. */
  alias: z.array(z.string()),
})
export type Phrases = z.output<typeof phrases>

const tags = z.record(z.enum(SCENE_TAGS), z.array(z.string()))

const file = z.strictObject({
  base: phrases,
  styles: z.record(z.enum(NARRATION_STYLES), phrases.partial()),
  tags,
})

/** The phrase books, by language: a style is the base with what it says differently. */
export const PHRASES = { en: readWords('en', 'phrases', file), zh: readWords('zh', 'phrases', file) }
