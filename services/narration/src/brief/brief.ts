import type { NarrationStyle, NarrativeFocus } from '@vss/shared/contracts/narration-control.ts'
import type { RetrieveHit } from '@vss/shared/contracts/retrieve.ts'
import type { Scene, Story, StoryLanguage } from '@vss/shared/story/story.ts'

/** A scene the writer may tell, with what it may spend on it. */
export type BriefScene = {
  scene: Scene
  /** Seconds of narration this scene's own footage carries: each frame is counted for one scene only. */
  seconds: number
  /** Relevance found by retrieval, and what is known about its people. */
  score: number
  facts: RetrieveHit['facts']
}

/** Everything a writer needs to tell a story, decided before a word is written. */
export type NarrationBrief = {
  /** What it is told in: the story's own language, or any where the writer can. */
  lang: StoryLanguage
  story: Story
  /** Blank when nobody gave the asset a name worth saying. */
  assetName: string
  /** In storyline order. */
  scenes: BriefScene[]
  focus: NarrativeFocus
  focusPrompt: string
  style: NarrationStyle
  stylePrompt: string
  perspective: 'third_person' | 'first_person'
  /** Who speaks, when the perspective is first person. */
  narrator: string | null
  /** The people to follow; empty = everyone. */
  characters: string[]
  /** Length of the whole narration, in seconds of speech. */
  totalSec: number
  /** Units (zh: characters, en: words) spoken in a second. */
  speakingRate: number
  /** Freedom of a model, 0 to 2; null = its own. */
  temperature: number | null
}

/** One stretch of narration and the scenes it tells. */
export type DraftSegment = { text: string; sceneIds: number[] }

export type ShortenRequest = { text: string; lang: string; maxUnits: number }

/** What a text says of somebody, and what the facts of the story say instead. */
export type Contradiction = { name: string; said: string; known: string[] }

/** A text that names people its scenes do not have, or says of people what they are not. */
export type RewriteRequest = {
  text: string
  lang: string
  scenes: BriefScene[]
  absent: string[]
  contradicted: Contradiction[]
}

/** Everything the story and its facts say of a scene. */
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
