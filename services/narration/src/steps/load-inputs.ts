import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { parseInput, readJsonInput } from '@vss/shared/artifacts/read-json-input.ts'
import { type NarrationScriptInput, narrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'

/** The story behind `blueprint_path`, whichever format it came in. Throws 3004 naming the JSON path that is wrong. */
export const loadStory = async (artifacts: ArtifactStore, orgId: string, path: string): Promise<Story> =>
  normaliseStory(await readJsonInput(artifacts, orgId, { key: 'blueprint_path', path }), 'blueprint_path')

const KEY = 'master_script_path'

/** The narration script to localise, everything unknown in it kept. Throws 3004 naming the first wrong JSON path. */
export const loadScript = async (
  artifacts: ArtifactStore,
  orgId: string,
  path: string,
): Promise<NarrationScriptInput> =>
  parseInput(narrationScriptInput, await readJsonInput(artifacts, orgId, { key: KEY, path }), KEY)
