import { randomUUID } from 'node:crypto'
import type { Artifact, ArtifactStore } from '../artifacts/artifact-store.ts'
import { TASKS } from '../contracts/registry.ts'
import type { ClaimedTask } from './task-handler.ts'

/** Stores a task's result file, `<result name>_<uuid>.json`, and returns its artifact. */
export const storeResult = (
  artifacts: ArtifactStore,
  task: Pick<ClaimedTask, 'orgId' | 'type' | 'fence'>,
  content: object,
): Promise<Artifact> =>
  artifacts.storeForTask(
    task.orgId,
    task.fence,
    `${TASKS[task.type].resultName}_${randomUUID()}.json`,
    // Without indentation, which would multiply the size of deeply nested values that a client sent.
    Buffer.from(JSON.stringify(content)),
    'application/json',
  )
