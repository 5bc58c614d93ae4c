import type { Providers } from '@vss/shared/ai/make-providers.ts'
import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import type { Kysely } from 'kysely'
import type { RagDatabase } from './corpus/rag-database.ts'
import type { FactFinder } from './providers/fact-finder.ts'

/** The dependencies of the rag service. Each pipeline names the parts it needs. */
export type RagDeps = {
  db: Kysely<RagDatabase>
  artifacts: ArtifactStore
  factFinderFor(task: ClaimedTask<'CHARACTER_IDENTIFIER'>): FactFinder
  /** Null offline: scenes are then found by their words alone. */
  embedder: Providers['embedder']
  usageOf: Providers['usageOf']
  log: Logger
}
