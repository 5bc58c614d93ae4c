import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import type { DraftSegment, NarrationBrief, RewriteRequest, ShortenRequest } from '../brief/brief.ts'

/** Writes narration. `model` is the name stored as `ai_total_usage.model_used`. */
export type NarrationWriter = {
  model: string
  /** `of_story`: it writes only in the language of the story. */
  languages: 'of_story' | 'any'
  /** Whether its drafts keep the requested length, so that they are never cut. */
  keepsLength: boolean
  /** Segments in the order they are told, ready for speech; each cites scenes of the brief. */
  draft(brief: NarrationBrief, signal: AbortSignal): Promise<DraftSegment[]>
  /** The text in at most `maxUnits` where possible; never longer than before. */
  shorten(request: ShortenRequest, signal: AbortSignal): Promise<string>
  /** The text without the absent people and the contradictions, where possible. Null: this writer invents nothing, so it has nothing to correct. */
  rewrite: ((request: RewriteRequest, signal: AbortSignal) => Promise<string>) | null
}

export type TranslateRequest = { texts: string[]; sourceLang: string; targetLang: string }

/** Translates narration: one translation for each text, in the same order. */
export type Translator = {
  model: string
  translate(request: TranslateRequest, signal: AbortSignal): Promise<string[]>
}

/** The task whose calls are paid; its parameters say which model was asked for. */
export type PayingTask = ClaimedTask<'GENERATE_NARRATION' | 'LOCALIZE_NARRATION'>

/** The writers of a process: each is made for one task, which pays for its calls. */
export type Writers = {
  writerFor(task: PayingTask, run: Run): NarrationWriter
  /** Null offline: a task with another target language then fails and names the setting. */
  translatorFor: ((task: PayingTask, run: Run) => Translator) | null
}
