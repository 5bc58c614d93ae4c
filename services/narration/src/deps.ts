import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { Logger } from '@vss/shared/telemetry/logger.ts'
import type { NarrationWriter } from './providers/narration-writer.ts'
import type { Translator } from './providers/translator.ts'

/** What the pipelines of this service are given. */
export type NarrationDeps = {
  artifacts: ArtifactStore
  retrieve(request: RetrieveRequest): Promise<RetrieveReply>
  writer: NarrationWriter
  /** Null offline: another language then fails with the variable to set. */
  translator: Translator | null
  log: Logger
}
