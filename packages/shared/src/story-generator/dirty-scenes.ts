import { isRecord, type JsonRecord } from '../story/json-record.ts'
import { formatTime, parseTime } from '../story/time.ts'
import type { SeededRandom } from './seeded-random.ts'

/** The objects in a raw dictionary or list; none if earlier dirt replaced it by something else. */
export const membersOf = (value: unknown): JsonRecord[] =>
  typeof value === 'object' && value !== null ? Object.values(value).filter(isRecord) : []

/** One kind of dirt in a scene or an event. It never makes a story unreadable. */
export type Smudge = (record: JsonRecord, random: SeededRandom) => void

const PLACEHOLDERS = ['N', 'A', 'N/A', 'n/a', 'None', 'null', '无', '暂无', '', '   ', '-', null]
const WRONG_TYPES = [7, true, ['x'], { nested: { deeper: [] } }, -1.5, [[[[]]]]]
/** Longer than every limit of the parser. */
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

/** Dirt in the texts and lists of a scene, given the field names of its format. */
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

/** Fills a text with as much as a whole book. */
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

const TEXTS = [
  'name',
  'textual',
  'inferred_location',
  'character_dynamics',
  'mood_and_atmosphere',
  'scene_content_type',
] as const
const LISTS = ['dialogues', 'captions', 'highlights', 'narrative_cues'] as const

const MINUTE_MS = 60_000

type Times = { start: number; end: number }

const timesOf = (record: JsonRecord): Times => ({
  start: parseTime(record.start_time ?? record.start_time_raw ?? record.start_sec) ?? 0,
  end: parseTime(record.end_time ?? record.end_time_raw ?? record.end_sec) ?? 0,
})

const withoutTimes = (record: JsonRecord): void => {
  for (const field of ['start_time', 'end_time', 'start_time_raw', 'end_time_raw', 'start_sec', 'end_sec'])
    delete record[field]
}

/** Writes the same times in another form. */
const retime =
  (write: (times: Times) => JsonRecord): Smudge =>
  (record) => {
    const times = timesOf(record)
    withoutTimes(record)
    Object.assign(record, write(times))
  }

/** 00:01:00.000 as some exporters write it: 00:00:60.000. */
const asSixtySeconds = (ms: number): string =>
  ms >= MINUTE_MS ? formatTime(ms - MINUTE_MS).replace(/\d\d\.\d{3}$/, '60.000') : formatTime(ms)

const clock = ({ start, end }: Times): JsonRecord => ({ start_time: formatTime(start), end_time: formatTime(end) })

const timeSmudges: Smudge[] = [
  retime(({ start, end }) => ({ start_time_raw: start / 1000 + 1e-9, end_time_raw: end / 1000 - 1e-9 })),
  retime(({ start, end }) => ({ start_sec: start / 1000, end_sec: end / 1000, duration: (end - start) / 1000 })),
  retime(({ start, end }) => ({ start_time: 'N/A', end_time: null, start_sec: start / 1000, end_sec: end / 1000 })),
  retime(({ start, end }) => ({
    start_time: formatTime(start).replace('.', ','),
    end_time: formatTime(end).replace('.', ','),
  })),
  retime(({ start, end }) => ({ start_time: start / 1000, end_time: String(end / 1000) })),
  retime(({ start, end }) => ({
    start_time: formatTime(start).slice(3, 8),
    end_time: formatTime(end + 1000 - (end % 1000)),
  })),
  retime(({ start, end }) => ({
    start_time: formatTime(start),
    end_time: asSixtySeconds(end + MINUTE_MS - (end % MINUTE_MS)),
  })),
  retime(({ start, end }) => clock({ start: end, end: start })),
  retime(({ start }) => clock({ start, end: start })),
  retime(({ start, end }) => clock({ start, end: end + 5000 })),
]

const TWO_SECONDS_MS = 2000

/** The last line ends after its scene. */
const speakOn: Smudge = (scene) => {
  const line = membersOf(scene.dialogues).at(-1)
  if (line) line.end_time = formatTime(timesOf(scene).end + TWO_SECONDS_MS)
}

const silence: Smudge = (scene, random) => {
  scene.dialogues = random.pick([[], null, undefined])
}

const emptyHighlight: Smudge = (scene) => {
  const [highlight] = membersOf(scene.highlights)
  if (highlight) Object.assign(highlight, { type: null, mood: null, start_time: null, end_time: null })
}

const mark: Smudge = (scene, random) => {
  scene.timeline_marker = random.pick([
    { type: 'RECALL' },
    { type: 'insert_past', description: 'x' },
    { type: 'FUTURE' },
    { type: 'FORWARD' },
    { type: 'SIDEWAYS' },
    { type: null },
    'PAST',
    'N',
    null,
    4,
  ])
  scene.information_marker = random.pick([{ type: 'HIDDEN' }, null, 'N'])
}

/** All faults that real scenes of blueprints and datasets had, and similar ones. */
export const clockSceneSmudges: Smudge[] = [
  ...sceneSmudges(TEXTS, LISTS),
  ...lineSmudges,
  ...timeSmudges,
  speakOn,
  silence,
  emptyHighlight,
  mark,
  (scene) => {
    scene.id = String(scene.id)
  },
  (scene) => {
    scene.local_id = scene.id
    delete scene.id
  },
]
