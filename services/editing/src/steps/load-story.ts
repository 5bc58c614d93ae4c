import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { loadJsonInput } from '@vss/shared/artifacts/json-input.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'
import type { EditingTask } from './editing-task.ts'

export const loadStory = async (artifacts: ArtifactStore, task: EditingTask): Promise<Story> => {
  const key = 'blueprint_path'
  return normaliseStory(await loadJsonInput(artifacts, task.orgId, { key, path: task.payload[key] }), key)
}
