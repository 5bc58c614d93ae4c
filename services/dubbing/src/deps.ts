import type { Providers } from '@vss/shared/ai/make-providers.ts'
import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import type { Kysely } from 'kysely'
import type { Voices } from './providers/voice-provider.ts'
import type { DubbingTemplates } from './templates/dubbing-templates.ts'
import type { References } from './templates/load-references.ts'

/** Everything the pipeline of this service needs. */
export type DubbingDeps = {
  db: Kysely<Database>
  artifacts: ArtifactStore
  templates: DubbingTemplates
  references: References
  /** Makes the voices of one task, which pays for their calls. */
  voicesFor(task: ClaimedTask): Voices
  /** Directs sentence by sentence. Null without a key: then the style alone directs. */
  languageModel: Providers['languageModel']
  usageOf: Providers['usageOf']
  /** Path of the ffmpeg program. */
  ffmpegPath: string
  /** Takes of one task that are spoken concurrently. */
  concurrency: number
  log: Logger
}
