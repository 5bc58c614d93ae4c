import type { JsonRecord } from '../story/read-record.ts'
import { membersOf } from './raw-members.ts'
import type { SeededRandom } from './seeded-random.ts'

/** One kind of dirt in one scene or one event. It never makes a story unreadable. */
export type Smudge = (record: JsonRecord, random: SeededRandom) => void

const PLACEHOLDERS = ['N', 'A', 'N/A', 'n/a', 'None', 'null', '无', '暂无', '', '   ', '-', null]
const WRONG_TYPES = [7, true, ['x'], { nested: { deeper: [] } }, -1.5, [[[[]]]]]
/** Beyond every bound a reader sets. */
const LONG_TEXT_REPEATS = 25_000

const set =
  (fields: readonly string[], value: (random: SeededRandom) => unknown): Smudge =>
  (record, random) => {
    record[random.pick(fields)] = value(random)
  }

const lineOf = (scene: JsonRecord, random: SeededRandom): JsonRecord | null => {
  const lines = membersOf(scene.dialogues)
  return lines.length ? random.pick(lines) : null
}

const ofLine =
  (smudge: Smudge): Smudge =>
  (scene, random) => {
    const line = lineOf(scene, random)
    if (line) smudge(line, random)
  }

const SPOILT_TEXT = '\u0000\ufeff\u0007<b>\u202e\u200b \ud800\n\t'

/** Dirt in the texts and lists of a scene, given the names its format has for them. */
export const sceneSmudges = (texts: readonly string[], lists: readonly string[]): Smudge[] => [
  set(texts, (random) => random.pick(PLACEHOLDERS)),
  set(texts, (random) => random.pick(WRONG_TYPES)),
  set(texts, () => `${SPOILT_TEXT}x${SPOILT_TEXT}`),
  set(lists, () => null),
  set(lists, (random) => random.pick(['N', 3, [null, 5, 'x', []], {}])),
  (scene, random) => {
    delete scene[random.pick([...texts, ...lists])]
  },
  (scene) => {
    Object.assign(scene, { reviewer_comment: { by: 'x' }, constructor: 'x', toString: null, 备注: ['多余'] })
  },
]

/** A text somebody pasted a whole book into. */
export const bloat = (record: JsonRecord, fields: readonly string[], random: SeededRandom): void => {
  record[random.pick(fields)] = random.pick(['长', 'long ', '\u0001']).repeat(LONG_TEXT_REPEATS)
}

/** Dirt in the spoken lines listed in a record. */
export const lineSmudges: Smudge[] = [
  ofLine(set(['speaker'], (random) => random.pick(['', 'N', 'N/A', ' ', null]))),
  ofLine(set(['speaker'], (random) => random.pick(WRONG_TYPES))),
  ofLine(set(['content', 'text'], (random) => random.pick(['', null, 2008, 'N/A', {}, SPOILT_TEXT]))),
  ofLine((line) => {
    delete line.speaker
  }),
]
