import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { loadJsonInput, parseInput } from '@vss/shared/artifacts/json-input.ts'
import { type NarrationScriptInput, narrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'

/** Loads the story at `blueprint_path`, in any of the three formats. Throws 3004 with the JSON path that is wrong. */
export const loadStory = async (artifacts: ArtifactStore, orgId: string, path: string): Promise<Story> =>
  normaliseStory(await loadJsonInput(artifacts, orgId, { key: 'blueprint_path', path }), 'blueprint_path')

const KEY = 'master_script_path'

/** Loads the narration script to localise and keeps its unknown keys. Throws 3004 with the first wrong JSON path. */
export const loadScript = async (
  artifacts: ArtifactStore,
  orgId: string,
  path: string,
): Promise<NarrationScriptInput> =>
  parseInput(narrationScriptInput, await loadJsonInput(artifacts, orgId, { key: KEY, path }), KEY)
