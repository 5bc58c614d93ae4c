import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import type { ClipChooser } from './providers/clip-chooser.ts'

/** What the editing pipelines need. */
export type EditingDeps = {
  artifacts: ArtifactStore
  /** Judges which footage suits which sentence; `chooseByWords` needs no provider. */
  chooser: ClipChooser
  log: Logger
}
