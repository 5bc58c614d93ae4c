import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { Logger } from '@vss/shared/telemetry/logger.ts'
import type { Kysely } from 'kysely'
import type { Voices } from './providers/voice.ts'
import type { References } from './templates/load-references.ts'
import type { DubbingTemplates } from './templates/template.ts'

/** What the pipeline of this service is given. */
export type DubbingDeps = {
  db: Kysely<Database>
  artifacts: ArtifactStore
  templates: DubbingTemplates
  references: References
  voices: Voices
  /** Path of the ffmpeg program. */
  ffmpegPath: string
  /** Takes of one task in work at once. */
  concurrency: number
  log: Logger
}
