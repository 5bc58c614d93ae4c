import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { readJsonInput } from '@vss/shared/artifacts/read-json-input.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { readCharacterFacts } from '@vss/shared/story/read-facts.ts'
import type { Story } from '@vss/shared/story/story.ts'

type Artifacts = Pick<ArtifactStore, 'read'>

/** Loads the story whose path stands in the payload under `key`; errors name that key. */
export const loadStory = async <Key extends string>(
  artifacts: Artifacts,
  orgId: string,
  payload: Record<Key, string>,
  key: Key,
): Promise<Story> => normaliseStory(await readJsonInput(artifacts, orgId, { key, path: payload[key] }), key)

/** Loads the character facts of a payload. No file: no facts. */
export const loadFacts = async (
  artifacts: Artifacts,
  orgId: string,
  { facts_input_path: path }: { facts_input_path?: string | null | undefined },
): Promise<ReturnType<typeof readCharacterFacts>> => {
  const key = 'facts_input_path'
  if (!path) return { facts: [], skipped: 0 }
  return readCharacterFacts(await readJsonInput(artifacts, orgId, { key, path }), key)
}
