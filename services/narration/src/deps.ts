import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { AiUsage } from '@vss/shared/contracts/files/narration-script.ts'
import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import type { NarrationWriter } from './providers/narration-writer.ts'
import type { Translator } from './providers/translator.ts'

/** Whom a model works for, and which one it asked for. */
export type PayingTask = ClaimedTask<'GENERATE_NARRATION' | 'LOCALIZE_NARRATION'>

/** What the pipelines of this service are given. */
export type NarrationDeps = {
  artifacts: ArtifactStore
  retrieve(request: RetrieveRequest): Promise<RetrieveReply>
  /** The writer and translator of one task, whose calls are paid for it. */
  writerFor(task: PayingTask, run: Run): NarrationWriter
  /** Null offline: another language then fails with the variable to set. */
  translatorFor: ((task: PayingTask, run: Run) => Translator) | null
  /** Measured over predicted seconds of the voice the organisation last used in a language: see `findVoicePace`. */
  voicePaceOf(orgId: string, lang: string): Promise<number>
  /** What a task has used so far, over all its attempts; zeros where nobody was paid. */
  usageOf(taskId: number, model: string): Promise<AiUsage>
  log: Logger
}
