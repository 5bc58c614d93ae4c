import { makeSeededRandom, type SeededRandom } from '@vss/shared/story-generator/seeded-random.ts'

export const FRAME_RATES = [
  { fps: 23.976, num: 24000, den: 1001 },
  { fps: 24, num: 24, den: 1 },
  { fps: 25, num: 25, den: 1 },
  { fps: 29.97, num: 30000, den: 1001 },
  { fps: 30, num: 30, den: 1 },
] as const

/** What makes a film hard to fit. */
export const CHALLENGES = [
  'plain',
  'plenty',
  'short scenes',
  'one scene for all',
  'overlap',
  'tiny',
  'unknown ids',
  'no ids',
  'more than the footage',
  'exactly the footage',
  'little footage',
  'everything',
] as const
export type Challenge = (typeof CHALLENGES)[number]

type InventedScene = { id: number; chapter: number; startMs: number; endMs: number }
type Item = { narration: string; source_scene_ids: number[]; audio_file_path: string; duration_seconds: number }

const clock = (ms: number): string => {
  const part = (value: number, width: number) => String(Math.floor(value)).padStart(width, '0')
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`
}

const WORDS = ['harbour', 'letter', 'storm', 'sister', 'ledger', 'lamp', 'stairs', 'promise', 'engine', 'coat', 'river']

const sentenceOf = (random: SeededRandom) => random.sample(WORDS, random.int(2, 5)).join(' ')

type Format = 'blueprint' | 'dataset' | 'flat'

const inventScenes = (random: SeededRandom, challenge: Challenge, format: Format): InventedScene[] => {
  const chapters = challenge === 'little footage' ? 1 : random.int(1, 3)
  const scenes: InventedScene[] = []
  const hard = (name: Challenge, chance: number) =>
    challenge === name || (challenge === 'everything' && random.chance(0.5)) ? random.chance(chance) : false
  for (let chapter = 1; chapter <= chapters; chapter++) {
    // Chapters begin at the same time: equal times in different videos are different footage.
    let atMs = 0
    const count = challenge === 'little footage' ? random.int(1, 3) : random.int(1, 8)
    for (let n = 0; n < count; n++) {
      const tiny = hard('tiny', 0.4) || challenge === 'little footage'
      const lengthMs = tiny ? random.pick([0, 20, random.int(30, 600)]) : random.int(600, 40_000)
      const startMs = hard('overlap', 0.5) ? Math.max(0, atMs - random.int(1, 20_000)) : atMs + random.int(0, 50)
      scenes.push({ id: scenes.length * 7 + 3, chapter, startMs, endMs: startMs + lengthMs })
      atMs = Math.max(atMs, startMs + lengthMs)
    }
  }
  if (challenge === 'little footage') scenes.push({ id: 1, chapter: 1, startMs: 0, endMs: random.int(50, 900) })
  // Flat chapters carry no ids: scenes count from 1 there.
  return format === 'flat' ? scenes.map((scene, at) => ({ ...scene, id: at + 1 })) : scenes
}

/** A `dubbing_script` over invented scenes, and the story around them. The same seed gives the same case. */
export const inventEditingCase = (seed: number, challenge: Challenge) => {
  const random = makeSeededRandom(seed)
  const format = random.pick(['blueprint', 'dataset', 'flat'] as const)
  const scenes = inventScenes(random, challenge, format)
  const rate = random.pick(FRAME_RATES)
  const items = inventItems(random, challenge, scenes)
  return { rate, story: writeStory(random, format, scenes), dubbing: { dubbing_script: items } }
}

const inventItems = (random: SeededRandom, challenge: Challenge, scenes: InventedScene[]): Item[] => {
  const lengthOf = (scene: InventedScene) => scene.endMs - scene.startMs
  const footageMs = scenes.reduce((total, scene) => total + lengthOf(scene), 0)
  const count = challenge === 'one scene for all' ? 20 : random.int(1, 12)
  const only = random.pick(scenes)
  const free = random.sample(scenes, scenes.length)
  return Array.from({ length: count }, (_, at): Item | null => {
    let ids = random.sample(scenes, random.int(1, 4)).map(({ id }) => id)
    let seconds = random.int(300, 12_000) / 1000
    if (challenge === 'plenty') {
      const own = free.splice(0, random.int(1, 3))
      if (own.length === 0) return null
      ids = own.map(({ id }) => id)
      seconds = (own.reduce((total, scene) => total + lengthOf(scene), 0) / 1000 - 0.2) / random.int(2, 6)
    }
    if (challenge === 'one scene for all') ids = [only.id]
    if (challenge === 'short scenes') seconds = random.int(5_000, 40_000) / 1000
    if (challenge === 'unknown ids' && random.chance(0.6)) ids = random.pick([[], [999], [-1, 5], [ids[0] ?? 0, 999]])
    if (challenge === 'no ids') ids = random.pick([[], [999]])
    if (challenge === 'tiny' && random.chance(0.4)) seconds = random.int(60, 500) / 1000
    if (challenge === 'more than the footage') seconds = ((footageMs / 1000) * random.int(11, 30)) / 10 / count
    if (challenge === 'exactly the footage') seconds = (footageMs * random.pick([0.97, 0.995, 1, 1.01])) / 1000 / count
    if (challenge === 'everything') {
      ids = random.pick([ids, [only.id], [], [999, ...ids]])
      seconds = random.pick([
        seconds,
        random.int(60, 700) / 1000,
        ((footageMs / 1000) * random.int(1, 30)) / 10 / count,
      ])
    }
    const shown = Math.max(0.06, Number(seconds.toFixed(random.int(2, 6))))
    const path = `tasks/7/audio/${at}.wav`
    return { narration: sentenceOf(random), source_scene_ids: ids, audio_file_path: path, duration_seconds: shown }
  }).filter((item) => item !== null)
}

const linesOf = (random: SeededRandom, scene: InventedScene) => {
  const count = random.int(0, 6)
  return Array.from({ length: count }, () => {
    const startMs = random.int(scene.startMs, scene.endMs)
    const line = { content: sentenceOf(random), speaker: random.pick(['Ida', 'Tom', '']) }
    return { ...line, start_time: clock(startMs), end_time: clock(startMs + random.int(0, 4000)) }
  })
}

const writeStory = (random: SeededRandom, format: Format, scenes: InventedScene[]) => {
  const byChapter = [...Map.groupBy(scenes, ({ chapter }) => chapter)]
  if (format === 'flat') {
    return { project_id: 'p', asset_id: 'a', project_name: 'n', chapters: Object.fromEntries(byChapter.map(writeFlat)) }
  }
  return {
    ...(format === 'dataset' ? { asset_uuid: 'a', project_uuid: 'p' } : {}),
    project_metadata: { project_name: 'n', asset_name: 'n' },
    chapters: Object.fromEntries(
      byChapter.map(([chapter, list]) => {
        const scene_ids = list.map(({ id }) => (format === 'dataset' ? String(id) : id))
        const ids = format === 'dataset' ? { chapter_uuid: `chapter-${chapter}`, local_id: chapter } : { id: chapter }
        return [String(chapter), { ...ids, name: `Chapter ${chapter}`, scene_ids }]
      }),
    ),
    scenes: Object.fromEntries(
      scenes.map((scene) => [
        String(scene.id),
        {
          id: scene.id,
          ...(format === 'dataset' ? { scene_uuid: `scene-${scene.id}` } : { chapter_id: scene.chapter }),
          start_time: clock(scene.startMs),
          end_time: clock(scene.endMs),
          dialogues: linesOf(random, scene),
          captions: [],
          highlights: [],
        },
      ]),
    ),
  }
}

const writeFlat = ([chapter, list]: [number, InventedScene[]]) => [
  `chapter-${chapter}`,
  {
    id: `chapter-${chapter}`,
    sequence_number: chapter,
    name: `Chapter ${chapter}`,
    scenes: list.map(({ startMs, endMs }) => ({ start: startMs / 1000, end: endMs / 1000, label: 'scene' })),
    dialogues: [],
    captions: [],
    highlights: [],
  },
]
