import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { AiUsage } from '@vss/shared/contracts/files/narration-script.ts'
import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import type { Writers } from './providers/narration-writer.ts'

/** What the pipelines of this service are given. */
export type NarrationDeps = Writers & {
  artifacts: ArtifactStore
  retrieve(request: RetrieveRequest): Promise<RetrieveReply>
  /** Measured over predicted seconds of the voice the organisation last used in a language: see `findVoicePace`. */
  voicePaceOf(orgId: string, lang: string): Promise<number>
  /** What a task has used so far, over all its attempts; zeros where no provider was paid. */
  usageOf(taskId: number, model: string): Promise<AiUsage>
  log: Logger
}
