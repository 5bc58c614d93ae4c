import type { NarrationStyle, NarrativeFocus } from '@vss/shared/contracts/narration-control.ts'
import type { RetrieveHit } from '@vss/shared/contracts/retrieve.ts'
import type { Scene, Story, StoryLanguage } from '@vss/shared/story/story.ts'

/** A scene the writer may tell, and the time it has for it. */
export type BriefScene = {
  scene: Scene
  /** Seconds of narration that the scene's own footage carries; each frame counts for one scene only. */
  seconds: number
  /** Relevance, as retrieval found it. */
  score: number
  /** What is known about its people. */
  facts: RetrieveHit['facts']
}

/** Everything a writer needs, decided before a word is written. */
export type NarrationBrief = {
  /** The language to write in: the story's own, or the one asked for where the writer can write it. */
  lang: StoryLanguage
  story: Story
  /** Empty when the asset has no name that can be spoken. */
  assetName: string
  /** In storyline order. */
  scenes: BriefScene[]
  focus: NarrativeFocus
  focusPrompt: string
  style: NarrationStyle
  stylePrompt: string
  perspective: 'third_person' | 'first_person'
  /** The person who tells the story, when the perspective is first person. */
  narrator: string | null
  /** The people to follow; empty = everyone. */
  characters: string[]
  /** Length of the whole narration, in seconds of speech. */
  totalSec: number
  /** Units (zh: characters, en: words) spoken in a second. */
  speakingRate: number
  /** Sampling temperature of a model, 0 to 2; null = the model's default. */
  temperature: number | null
}

/** One segment of narration and the scenes it cites. */
export type DraftSegment = { text: string; sceneIds: number[] }

/** A text to tell in at most `maxUnits` units of its language. */
export type ShortenRequest = { text: string; lang: string; maxUnits: number }

/** What a text says about a person, and what the facts of the story say instead. */
export type Contradiction = { name: string; said: string; known: string[] }

/** A text to rewrite because it names people who are not in its scenes, or contradicts the facts about people. */
export type RewriteRequest = {
  text: string
  lang: string
  scenes: BriefScene[]
  absent: string[]
  contradicted: Contradiction[]
}

/** All texts of a scene and its facts, for searching. */
export const textOfScene = ({ scene, facts }: Pick<BriefScene, 'scene' | 'facts'>): string =>
  [
    scene.name,
    scene.text,
    scene.location,
    scene.dynamics,
    scene.mood,
    ...scene.dialogues.flatMap((line) => [line.speaker, line.text]),
    ...scene.captions.map((caption) => caption.text),
    ...scene.highlights.map((mark) => mark.description),
    ...facts.flatMap((fact) => [fact.character, fact.value]),
  ].join('\n')
