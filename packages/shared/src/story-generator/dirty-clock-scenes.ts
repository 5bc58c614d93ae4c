import type { JsonRecord } from '../story/read-record.ts'
import { formatTime, parseTime } from '../story/time.ts'
import { lineSmudges, type Smudge, sceneSmudges } from './dirty-fields.ts'
import { membersOf } from './raw-members.ts'

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

/** Writes the times anew, from what they were. */
const retime =
  (write: (times: Times) => JsonRecord): Smudge =>
  (record) => {
    const times = timesOf(record)
    withoutTimes(record)
    Object.assign(record, write(times))
  }

/** 00:01:00.000 as some exporters print it. */
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

/** The last line runs on after its scene. */
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

/** Everything that was seen to be wrong with scenes of blueprints and datasets, and more of the kind. */
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
