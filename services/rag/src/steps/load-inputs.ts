import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { loadJsonInput } from '@vss/shared/artifacts/json-input.ts'
import { parseCharacterFacts } from '@vss/shared/story/facts.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'

type Artifacts = Pick<ArtifactStore, 'read'>

/** Loads the story whose path stands in the payload under `key`; errors name that key. */
export const loadStory = async <Key extends string>(
  artifacts: Artifacts,
  orgId: string,
  payload: Record<Key, string>,
  key: Key,
): Promise<Story> => normaliseStory(await loadJsonInput(artifacts, orgId, { key, path: payload[key] }), key)

/** Loads the character facts of a payload. No file: no facts. */
export const loadFacts = async (
  artifacts: Artifacts,
  orgId: string,
  { facts_input_path: path }: { facts_input_path?: string | null | undefined },
): Promise<ReturnType<typeof parseCharacterFacts>> => {
  const key = 'facts_input_path'
  if (!path) return { facts: [], skipped: 0 }
  return parseCharacterFacts(await loadJsonInput(artifacts, orgId, { key, path }), key)
}
