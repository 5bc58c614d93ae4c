import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { loadJsonInput } from '@vss/shared/artifacts/json-input.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'

/** The story behind `blueprint_path`, whichever format it came in. Throws 3004 naming the JSON path that is wrong. */
export const loadStory = async (artifacts: ArtifactStore, orgId: string, path: string): Promise<Story> =>
  normaliseStory(await loadJsonInput(artifacts, orgId, { key: 'blueprint_path', path }), 'blueprint_path')
