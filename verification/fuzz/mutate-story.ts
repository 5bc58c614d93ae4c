import { isRecord, type JsonRecord } from '@vss/shared/story/json-record.ts'
import type { StoryFormat } from '@vss/shared/story/story.ts'
import { formatTime } from '@vss/shared/story/time.ts'
import { membersOf } from '@vss/shared/story-generator/dirty-scenes.ts'
import type { SeededRandom } from '@vss/shared/story-generator/seeded-random.ts'

type Times = { start: string; end: string; write: (seconds: number) => unknown }

const timesOf = (format: StoryFormat): Times =>
  format === 'flat'
    ? { start: 'start', end: 'end', write: (seconds) => seconds }
    : { start: 'start_time', end: 'end_time', write: (seconds) => formatTime(Math.round(seconds * 1000)) }

const scenesOf = (story: JsonRecord, format: StoryFormat): JsonRecord[] =>
  format === 'flat'
    ? membersOf(story.chapters).flatMap((chapter) => membersOf(chapter.scenes))
    : membersOf(story.scenes)

type StoryMutation = (scenes: JsonRecord[], times: Times, random: SeededRandom, story: JsonRecord) => void

/** Branches that descend from each other, and sequences that contradict each other's order. */
const cycleBranches: StoryMutation = (scenes, _times, random, story) => {
  const ids = scenes.map(({ id }) => String(id))
  const nodes = (list: string[]) => list.map((id, i) => ({ local_id: id, narrative_index: i, ref_scene_id: id }))
  const sequence = (list: string[]) => ({
    sequence: Object.fromEntries(list.map((id, i) => [id, { narrative_index: i }])),
  })
  const mixed = () => random.sample(ids, ids.length)
  const names = ['main', 'a', 'b', 'c']
  story.narrative_storyline = {
    root_branch_id: random.pick([...names, 'nowhere', null]),
    branches: Object.fromEntries(
      names.map((name) => [
        name,
        {
          branch_id: name,
          nodes: nodes(mixed()),
          parent_branch_id: random.pick(names),
          divergence_index: random.int(-1, 9),
        },
      ]),
    ),
  }
  const branches = Object.fromEntries(names.map((name) => [name, sequence(mixed())]))
  story.narrative_timeline = { type: 'multi_branch', branches }
}

const STORY_MUTATIONS: Record<string, StoryMutation> = {
  'all scenes at the same time': (scenes, { start, end, write }) => {
    for (const scene of scenes) Object.assign(scene, { [start]: write(0), [end]: write(8) })
  },
  'no scene has length': (scenes, { start, end }) => {
    for (const scene of scenes) scene[end] = scene[start]
  },
  'one scene has length': (scenes, { start, end }) => {
    for (const scene of scenes.slice(1)) scene[end] = scene[start]
  },
  'scenes overlap': (scenes, { start, end }, random) => {
    for (const scene of scenes) {
      const other = random.pick(scenes)
      Object.assign(scene, random.chance(0.5) ? { [start]: other[start] } : { [end]: other[end] })
    }
  },
  'times reversed': (scenes, { start, end }) => {
    for (const scene of scenes) Object.assign(scene, { [start]: scene[end], [end]: scene[start] })
  },
  'scenes shorter than a frame': (scenes, { start, end, write }) => {
    for (const [i, scene] of scenes.entries()) Object.assign(scene, { [start]: write(i), [end]: write(i + 0.039) })
  },
  'a hundred hours long': (scenes, { start, end, write }, random) => {
    Object.assign(random.pick(scenes), { [start]: write(0), [end]: write(360_000) })
  },
  'one id for all': (scenes) => {
    for (const scene of scenes) scene.id = 5
  },
  'ids of every kind': (scenes, _times, random) => {
    for (const scene of scenes) scene.id = random.pick([-3, 0, '12', 2 ** 53 - 1, -(2 ** 53) + 1, '007', 1e15])
  },
  'an odd frame rate': (_scenes, _times, random, story) => {
    story.fps = random.pick([1, 240, 23.976, '30000/1001', '24 fps', 12.5, 0, -25, 1e9, '1/0', 59.94, 'N/A'])
  },
  'no words anywhere': (scenes) => {
    for (const scene of scenes)
      for (const [field, value] of Object.entries(scene))
        if (isRecord(value) || Array.isArray(value) || (typeof value === 'string' && !/\d\d:/.test(value)))
          delete scene[field]
  },
  'every line has another speaker': (scenes, _times, _random, story) => {
    const lines = [...scenes, ...membersOf(story.chapters)].flatMap(({ dialogues }) => membersOf(dialogues))
    for (const [i, line] of lines.entries()) line.speaker = `Person ${i}`
  },
  'branches in a circle': cycleBranches,
}

/** Corrupts a story as a whole, in ways that make sense only for stories. Returns what was done. */
export const mutateStory = (story: JsonRecord, format: StoryFormat, random: SeededRandom): string[] => {
  const name = random.pick(Object.keys(STORY_MUTATIONS))
  const scenes = scenesOf(story, format)
  if (!scenes.length) return []
  STORY_MUTATIONS[name]?.(scenes, timesOf(format), random, story)
  return [name]
}
