import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { loadJsonInput, parseInput } from '@vss/shared/artifacts/json-input.ts'
import { type NarrationScriptInput, narrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'

/** The narration or localised script behind `input_narration_path`. Throws 3004 naming the JSON path that is wrong. */
export const loadNarration = async (
  artifacts: ArtifactStore,
  orgId: string,
  path: string,
): Promise<NarrationScriptInput> => {
  const key = 'input_narration_path'
  return parseInput(narrationScriptInput, await loadJsonInput(artifacts, orgId, { key, path }), key)
}
