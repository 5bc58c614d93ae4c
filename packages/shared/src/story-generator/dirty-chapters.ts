import type { JsonRecord } from '../story/read-record.ts'
import { membersOf } from './raw-members.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Far above the ids of any made-up story. */
export const UNKNOWN_SCENE = 987_654

const idsOf = (chapter: JsonRecord): unknown[] => (Array.isArray(chapter.scene_ids) ? chapter.scene_ids : [])

/** What goes wrong between chapters and the scenes they list. */
export const dirtyChapterLists = (raw: JsonRecord, random: SeededRandom): void => {
  const chapters = membersOf(raw.chapters)
  const first = random.pick(chapters)
  first.scene_ids = [...idsOf(first), ...idsOf(first).slice(0, 1), UNKNOWN_SCENE, 'x', null, {}]
  const second = random.pick(chapters)
  second.scene_ids = [...idsOf(second), ...idsOf(random.pick(chapters)).slice(-1)]
  const third = random.pick(chapters)
  third.scene_ids = idsOf(third).map((id, i) => (i % 2 ? id : String(id)))
  const fourth = random.pick(chapters)
  fourth.scene_ids = idsOf(fourth).slice(0, -1)
  if (random.chance(0.3)) random.pick(chapters).scene_ids = random.pick([null, undefined, 'N'])
  random.pick(chapters).name = random.pick([null, 5, 'N/A', ['x']])
}

/** A scene whose `id` is not its key: one nobody refers to, or that of another scene. */
export const confuseSceneIds = (raw: JsonRecord, random: SeededRandom): void => {
  const scenes = membersOf(raw.scenes)
  const wrong = random.pick([UNKNOWN_SCENE + 1, scenes[0]?.id, 'scene one', null])
  random.pick(scenes).id = wrong
}
