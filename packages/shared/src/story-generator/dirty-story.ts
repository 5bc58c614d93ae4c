import type { JsonRecord } from '../story/read-record.ts'
import type { StoryFormat } from '../story/story.ts'
import { dirtyBlueprint } from './dirty-blueprint.ts'
import { clockSceneSmudges } from './dirty-clock-scenes.ts'
import { dirtyDataset } from './dirty-dataset.ts'
import { bloat, type Smudge } from './dirty-fields.ts'
import { dirtyFlat, flatSceneSmudges } from './dirty-flat.ts'
import { membersOf } from './raw-members.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Of all scenes, how many each kind of dirt is found in; one at least. */
const DIRTY_SHARE = 0.03

const scenesOf = (raw: JsonRecord, format: StoryFormat): JsonRecord[] =>
  format === 'flat' ? membersOf(raw.chapters).flatMap(({ scenes }) => membersOf(scenes)) : membersOf(raw.scenes)

const smudge = (scenes: JsonRecord[], smudges: Smudge[], random: SeededRandom): void => {
  for (const kind of smudges)
    for (const scene of random.sample(scenes, Math.ceil(scenes.length * DIRTY_SHARE))) kind(scene, random)
}

/** Makes a clean raw story dirty in place, in every way its format was seen to be. It can still be read. */
export const dirtyStory = (raw: JsonRecord, format: StoryFormat, random: SeededRandom): void => {
  smudge(scenesOf(raw, format), format === 'flat' ? flatSceneSmudges : clockSceneSmudges, random)
  if (format === 'blueprint') dirtyBlueprint(raw, random)
  else if (format === 'dataset') dirtyDataset(raw, random)
  else dirtyFlat(raw, random)
  bloat(random.pick(scenesOf(raw, format)), ['name', 'label', 'character_dynamics'], random)
  raw.exported_by = { tool: 'x', flags: [null, { a: [] }] }
}
