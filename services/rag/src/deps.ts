import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { Logger } from '@vss/shared/telemetry/logger.ts'
import type { Kysely } from 'kysely'
import type { FactFinder } from './providers/fact-finder.ts'
import type { RagDatabase } from './rag-database.ts'

/** What the rag service is made of. Each pipeline names the parts it needs. */
export type Deps = {
  db: Kysely<RagDatabase>
  artifacts: ArtifactStore
  factFinder: FactFinder
  log: Logger
}
