import { NARRATION_STYLES, NARRATIVE_FOCUSES } from '@vss/shared/contracts/narration-control.ts'
import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { z } from 'zod'

const words = z.array(z.string().min(1))
const list = words.min(1)

const language = z.strictObject({
  /** Words of a prompt that say nothing about its subject. */
  stopWords: words,
  /** Sentences with one of these describe the filming and are never spoken. */
  filmTerms: words,
  /** Speaker labels that are not names. */
  notNames: words,
  female: words,
  male: words,
  /** Characters of Chinese given names that indicate a gender. */
  nameCharacters: z.strictObject({ female: z.array(z.string()), male: z.array(z.string()) }),
  /** Pattern of words that say when a scene takes place. */
  timePhrase: z.string(),
  /** By preposition (en) or suffix (zh): the nouns used with it. */
  places: z.record(z.string(), words),
  /** Patterns of a sentence that depends on the sentence before it. */
  leaning: words,
  /** English words that open a sentence which sets its own scene. */
  adverbials: z.array(z.string()),
  /** Chinese characters without content. */
  lightCharacters: z.string(),
  /** Pattern of Chinese texts that are sentences although they are short. */
  happens: z.string(),
  /** Mood adjectives that the tagger takes for nouns. */
  moodAdjectives: z.array(z.string()),
  /** Words for thoughts and feelings. */
  inner: words,
  /** English words that may open a place and are not part of a name. */
  placeWords: z.array(z.string()),
})

const focus = z.strictObject({
  /** Words that mark scenes and sentences as belonging to this focus; they also make the retrieval query. */
  keywords: z.array(z.string()),
  /** How a narration with this focus may open, with and without the name of the asset. */
  intro: z.array(z.string()).min(1),
})
const focuses = z.record(z.enum(NARRATIVE_FOCUSES), focus)

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

/** How the narrator puts things. The slots are explained in `phrases.yaml`. */
const phrases = z.strictObject({
  /** How much this style tells of each kind. */
  weights,
  /** Openings that stay in the same scene or place. */
  onward: list,
  /** Openings of a scene with other people. */
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
  /** First person: introduces what the narrator did not witness. */
  hearsay: list,
  /** One comment at most every so many segments; 0 = never. */
  commentEvery: z.number().int().min(0),
  /** Whether the comments of `any` are light-hearted: dark scenes then get none of them. */
  lightComments: z.boolean(),
  comments: z.partialRecord(z.enum(SCENE_TAGS), list),
  /** Closing sentences of the narration; empty = none. */
  closing: z.array(z.string()),
  /** Words in a custom style prompt that select this style. */
  alias: z.array(z.string()),
})
export type Phrases = z.output<typeof phrases>

const tags = z.record(z.enum(SCENE_TAGS), z.array(z.string()))

const phraseBook = z.strictObject({
  base: phrases,
  styles: z.record(z.enum(NARRATION_STYLES), phrases.partial()),
  tags,
})

const speechEn = z.strictObject({
  interjections: words,
  vocatives: words,
  titles: words,
  titlesOf: z.strictObject({ female: words, male: words }),
  contractions: z.record(z.string(), z.string()),
  modals: words,
  adverbs: words,
  wh: words,
  subjects: words,
  emphatic: words,
})

const speechZh = z.strictObject({
  interjections: words,
  vocatives: words,
  orders: words,
  wh: words,
  choice: words,
  particles: z.string(),
  kin: z.record(z.string(), z.string()),
  emphatic: words,
  humble: z.record(z.string(), z.string()),
  rhetorical: words,
  forbidding: words,
  titlesOf: z.strictObject({ female: words, male: words }),
})

/** Loads `lexicon/<lang>/<name>.yaml`. */
const load = <Schema extends z.ZodType>(lang: StoryLanguage, name: string, schema: Schema): z.output<Schema> =>
  loadYaml(new URL(`../../lexicon/${lang}/${name}.yaml`, import.meta.url), schema)

/** What the code knows about each language. */
export const LEXICON = { en: load('en', 'language', language), zh: load('zh', 'language', language) }

export const FOCUSES = { en: load('en', 'focuses', focuses), zh: load('zh', 'focuses', focuses) }

/** The phrase books, by language: a style is the base with what differs from it. */
export const PHRASES = { en: load('en', 'phrases', phraseBook), zh: load('zh', 'phrases', phraseBook) }

/** How dialogue becomes reported speech, and how a story becomes a first-person one. */
export const SPEECH_EN = load('en', 'speech', speechEn)
export const SPEECH_ZH = load('zh', 'speech', speechZh)
