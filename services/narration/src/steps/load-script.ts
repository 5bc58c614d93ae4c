import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { loadJsonInput, parseInput } from '@vss/shared/artifacts/json-input.ts'
import { type NarrationScriptInput, narrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'

const KEY = 'master_script_path'

/** The narration script to localise, everything unknown in it kept. Throws 3004 naming the first wrong JSON path. */
export const loadScript = async (
  artifacts: ArtifactStore,
  orgId: string,
  path: string,
): Promise<NarrationScriptInput> =>
  parseInput(narrationScriptInput, await loadJsonInput(artifacts, orgId, { key: KEY, path }), KEY)
