import type { AiUsage } from '@vss/shared/contracts/files/narration-script.ts'
import type { FactAttribute } from '@vss/shared/story/facts.ts'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'

/** A fact as a finder reports it. Its type follows from the attribute. */
export type FoundFact = { sceneId: number; attribute: FactAttribute; value: string; sourceText: string }

export type FactQuestion = {
  character: string
  lang: StoryLanguage
  /** Scenes the character appears in, at most `maxScenes` of the finder. */
  scenes: readonly Scene[]
  /** Everyone in the story, so that a finder can distinguish two people with the same surname. */
  cast: readonly string[]
  /** Of a model, 0–2. Absent: the default of the model. */
  temperature?: number
}

/** Finds facts about one character in scenes: only facts that a text of a scene states, each with that text. */
export type FactFinder = {
  /** The name of the model in results. */
  model: string
  /** The most scenes it handles well in one call. */
  maxScenes: number
  find(question: FactQuestion, signal: AbortSignal): Promise<FoundFact[]>
  /** What the task has used so far. Null: this finder costs nothing. */
  usage(): Promise<AiUsage | null>
}
