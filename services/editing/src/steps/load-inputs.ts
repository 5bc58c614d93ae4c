import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { loadJsonInput, parseInput } from '@vss/shared/artifacts/json-input.ts'
import { type DubbingScriptInput, dubbingScriptInput } from '@vss/shared/contracts/files/dubbing-script.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'
import type { EditingTask } from '../providers/clip-chooser.ts'

export type DubbedSentence = DubbingScriptInput['dubbing_script'][number]

/** The sentences in the order of the film. Throws `payload_invalid` naming the first wrong JSON path. */
export const loadDubbingScript = async (artifacts: ArtifactStore, task: EditingTask): Promise<DubbedSentence[]> => {
  const key = 'dubbing_script_path'
  const raw = await loadJsonInput(artifacts, task.orgId, { key, path: task.payload[key] })
  return parseInput(dubbingScriptInput, raw, key).dubbing_script
}

export const loadStory = async (artifacts: ArtifactStore, task: EditingTask): Promise<Story> => {
  const key = 'blueprint_path'
  return normaliseStory(await loadJsonInput(artifacts, task.orgId, { key, path: task.payload[key] }), key)
}
