import type { JsonRecord } from '../story/read-record.ts'
import { formatTime } from '../story/time.ts'
import { lineSmudges, type Smudge, sceneSmudges } from './dirty-fields.ts'
import { membersOf } from './raw-members.ts'
import type { SeededRandom } from './seeded-random.ts'

const TEXTS = ['label', 'description', 'mood', 'scene_type', 'location', 'character_dynamics'] as const

const seconds = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** Dirt in the scenes of flat chapters, which hold no events of their own. */
export const flatSceneSmudges: Smudge[] = [
  ...sceneSmudges(TEXTS, ['tags']),
  (scene) => {
    scene.end = seconds(scene.end) + 5
  },
  (scene) => {
    const { start, end } = scene
    Object.assign(scene, { start: end, end: start })
  },
  (scene) => {
    scene.end = scene.start
  },
  (scene) => {
    scene.start = seconds(scene.start) + 0.5
  },
  (scene) => {
    scene.start = formatTime(Math.round(seconds(scene.start) * 1000))
  },
]

/** Dirt of flat chapters as a whole: their numbers, ids and events. */
export const dirtyFlat = (raw: JsonRecord, random: SeededRandom): void => {
  const chapters = membersOf(raw.chapters)
  for (const kind of lineSmudges) kind(random.pick(chapters), random)
  const numbered = random.pick(chapters)
  numbered.sequence_number = String(numbered.sequence_number)
  delete random.pick(chapters).id
  const speaking = random.pick(chapters)
  const line = membersOf(speaking.dialogues).at(-1)
  if (line) line.end = seconds(line.end) + 600
  for (const field of ['captions', 'highlights', 'dialogues'])
    random.pick(chapters)[field] = random.pick([null, undefined, 'N', [], [null, 4, { start: null, text: '' }]])
  const [caption] = membersOf(random.pick(chapters).captions)
  if (caption) caption.start = null
  random.pick(chapters).name = random.pick([null, 5, 'N/A'])
  raw.global_character_list = random.pick([null, 'N', [{ name: 'x' }, 'y', '', null, 3]])
  if (random.chance(0.3)) raw.asset_id = random.pick([null, 'N', 77, {}])
}
