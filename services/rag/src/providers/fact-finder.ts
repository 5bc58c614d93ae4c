import type { AiUsage } from '@vss/shared/contracts/files/narration-script.ts'
import type { FactAttribute } from '@vss/shared/story/facts.ts'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'

/** A fact as a finder reports it; its type follows from the attribute. */
export type FoundFact = { sceneId: number; attribute: FactAttribute; value: string; sourceText: string }

export type FactQuestion = {
  character: string
  lang: StoryLanguage
  /** Scenes the character appears in: at most as many as one call should look at. */
  scenes: readonly Scene[]
  /** Everyone in the story, so that two people of one surname are told apart. */
  cast: readonly string[]
  /** Freedom of a model, 0–2; absent: its own. */
  temperature?: number
}

/** Finds what the given scenes say about one character: only what their text states, told with that text. */
export type FactFinder = {
  /** What results call the model that was used. */
  model: string
  /** The most scenes it reads well in one call. */
  maxScenes: number
  find(question: FactQuestion, signal: AbortSignal): Promise<FoundFact[]>
  /** What the task has used by now. Null: a finder that costs nothing. */
  usage(): Promise<AiUsage | null>
}
