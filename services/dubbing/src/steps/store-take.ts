import type { Artifact, ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import type { Take } from '../takes/take.ts'

const INDEX_DIGITS = 4

/** Puts a take under the task, `audio/<index>_<hash>.wav`: names are unique even where sentences are equal. */
export const storeTake = (
  artifacts: ArtifactStore,
  task: Pick<ClaimedTask, 'orgId' | 'fence'>,
  take: Take,
  index: number,
): Promise<Artifact> => {
  const name = `audio/${String(index).padStart(INDEX_DIGITS, '0')}_${take.sha256.slice(0, 8)}.wav`
  return artifacts.copyForTask(task.orgId, task.fence, name, take, 'audio/wav')
}
