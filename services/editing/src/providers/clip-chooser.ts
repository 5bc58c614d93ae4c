import type { AiUsage } from '@vss/shared/contracts/files/narration-script.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import type { Candidate, Preference } from '../film/film.ts'

export type EditingTask = ClaimedTask<'GENERATE_EDITING_SCRIPT'>

/** What a chooser sees: the sentences with the scenes each cites, and the candidates of every scene, by scene order. */
export type FilmMaterial = {
  lang: StoryLanguage
  narrations: readonly string[]
  cited: readonly (readonly number[])[]
  candidates: readonly (readonly Candidate[])[]
}

export type Choice = {
  prefer: Preference
  /** Sentences a model was to choose for, and did not. */
  leftToWords: number
  /** What the task has used so far; null where nothing is paid. */
  usage: AiUsage | null
}

/**
 * Judges which footage suits which sentence. The fit decides alone how much of it is shown. Throws `RetryLaterError`
 * where a provider wants the task to wait, and the reason of `run.signal`.
 */
export type ClipChooser = (material: FilmMaterial, task: EditingTask, run: Run) => Promise<Choice>
