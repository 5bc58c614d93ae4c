import { isRecord, type JsonRecord } from '../story/read-record.ts'
import { confuseSceneIds, dirtyChapterLists, UNKNOWN_SCENE } from './dirty-chapters.ts'
import { membersOf } from './raw-members.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Two branches that share the first and last scene of the line, each counting for itself. */
const branched = (sequence: JsonRecord): JsonRecord => {
  const ids = Object.keys(sequence)
  const [first, last] = [ids[0], ids.at(-1)]
  const branch = (own: string[]) => ({
    sequence: Object.fromEntries([...new Set([first, ...own, last])].map((id, i) => [id, { narrative_index: i + 1 }])),
  })
  return {
    type: 'multi_branch',
    branches: {
      BRANCH_0: branch(ids.filter((_, i) => i % 2 === 0)),
      BRANCH_1: branch(ids.filter((_, i) => i % 2 === 1)),
      BRANCH_2: null,
    },
    intersections: [{ scene_id: Number(last), branches: ['BRANCH_0', 'BRANCH_1'] }, null, 'N'],
  }
}

/** Dirt of a whole blueprint: its timeline, its chapters, its metadata. */
export const dirtyBlueprint = (raw: JsonRecord, random: SeededRandom): void => {
  dirtyChapterLists(raw, random)
  confuseSceneIds(raw, random)
  for (const scene of random.sample(membersOf(raw.scenes), 2)) scene.chapter_id = random.pick([null, 'N', 5000, '1'])
  const timeline = raw.narrative_timeline
  const sequence = isRecord(timeline) && isRecord(timeline.sequence) ? timeline.sequence : {}
  for (const id of random.sample(Object.keys(sequence), Math.ceil(Object.keys(sequence).length / 10)))
    delete sequence[id]
  for (const id of random.sample(Object.keys(sequence), 3))
    sequence[id] = random.pick([{ narrative_index: '2' }, { narrative_index: null }, null, { narrative_index: 1 }, 4])
  sequence[String(UNKNOWN_SCENE)] = { narrative_index: 0 }
  if (random.chance(0.4)) raw.narrative_timeline = branched(sequence)
  else if (random.chance(0.2)) raw.narrative_timeline = random.pick([null, undefined, 'N', { type: 'linear' }])
  if (random.chance(0.3)) raw.project_metadata = random.pick([null, 'N', { project_name: 9 }])
}
