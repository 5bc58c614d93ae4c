import { isRecord, type JsonRecord } from '../story/json-record.ts'
import type { StoryFormat } from '../story/story.ts'
import { formatTime } from '../story/time.ts'
import { bloat, clockSceneSmudges, lineSmudges, membersOf, type Smudge, sceneSmudges } from './dirty-scenes.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Far above the ids of generated stories. */
export const UNKNOWN_SCENE = 987_654

const idsOf = (chapter: JsonRecord): unknown[] => (Array.isArray(chapter.scene_ids) ? chapter.scene_ids : [])

/** Dirt in the lists of scenes that chapters have. */
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

/** Gives a scene an `id` that differs from its key: an unused one, or that of another scene. */
export const confuseSceneIds = (raw: JsonRecord, random: SeededRandom): void => {
  const scenes = membersOf(raw.scenes)
  const wrong = random.pick([UNKNOWN_SCENE + 1, scenes[0]?.id, 'scene one', null])
  random.pick(scenes).id = wrong
}

/** Two branches that share the first and the last scene, each with its own index. */
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

const nodesOf = (branch: JsonRecord | undefined): JsonRecord[] => membersOf(branch?.nodes)

/** A side branch with the last nodes of the main one, and two that descend from each other. */
const grow = (branches: JsonRecord, random: SeededRandom): void => {
  const main = isRecord(branches.main) ? branches.main : undefined
  const nodes = nodesOf(main)
  const cut = Math.ceil(nodes.length / 2)
  if (main) main.nodes = nodes.slice(0, cut)
  const side = nodes.slice(cut)
  branches.side = {
    branch_id: 'side',
    parent_branch_id: random.pick(['main', 'nowhere', null, 3]),
    divergence_index: random.pick([1, '2', null, 1e9]),
    nodes: side,
  }
  branches.hen = { branch_id: 'hen', parent_branch_id: 'egg', divergence_index: 1, nodes: side.slice(0, 1) }
  branches.egg = { branch_id: 'egg', parent_branch_id: 'hen', divergence_index: 1, nodes: null }
  branches.self = { branch_id: 'self', parent_branch_id: 'self', nodes: 'N' }
  branches.gone = null
}

/** Dirt of a whole dataset: its storyline, its chapters, its metadata. */
export const dirtyDataset = (raw: JsonRecord, random: SeededRandom): void => {
  dirtyChapterLists(raw, random)
  confuseSceneIds(raw, random)
  const chapter = random.pick(membersOf(raw.chapters))
  if (random.chance(0.5)) delete chapter.chapter_uuid
  else chapter.chapter_uuid = random.pick(membersOf(raw.chapters)).chapter_uuid
  const storyline = raw.narrative_storyline
  const branches = isRecord(storyline) && isRecord(storyline.branches) ? storyline.branches : {}
  const main = isRecord(branches.main) ? branches.main : {}
  const nodes = nodesOf(main)
  for (const node of random.sample(nodes, 4))
    Object.assign(
      node,
      random.pick([
        { narrative_function: random.pick(['INTERCUT', 'DIVERGENCE', 'flashforward', 'N', null, 7]) },
        { ref_scene_id: 1 },
        { local_id: String(node.local_id) },
        { narrative_index: random.pick([null, '3', 'x', {}]) },
        { local_id: UNKNOWN_SCENE },
      ]),
    )
  main.nodes = [...random.sample(nodes, Math.ceil(nodes.length * 0.9)), null, {}, 'N']
  if (random.chance(0.5)) grow(branches, random)
  if (random.chance(0.15)) raw.narrative_storyline = random.pick([null, undefined, 'N', { branches: [] }])
  if (random.chance(0.3)) raw.project_metadata = random.pick([null, 'N', { asset_name: 'N', project_name: 'x' }])
}

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

/** The share of scenes that get each kind of dirt; at least one scene does. */
const DIRTY_SHARE = 0.03

const scenesOf = (raw: JsonRecord, format: StoryFormat): JsonRecord[] =>
  format === 'flat' ? membersOf(raw.chapters).flatMap(({ scenes }) => membersOf(scenes)) : membersOf(raw.scenes)

const smudge = (scenes: JsonRecord[], smudges: Smudge[], random: SeededRandom): void => {
  for (const kind of smudges)
    for (const scene of random.sample(scenes, Math.ceil(scenes.length * DIRTY_SHARE))) kind(scene, random)
}

/** Makes a clean raw story dirty in place, in every way that real files of its format were. It can still be parsed. */
export const dirtyStory = (raw: JsonRecord, format: StoryFormat, random: SeededRandom): void => {
  smudge(scenesOf(raw, format), format === 'flat' ? flatSceneSmudges : clockSceneSmudges, random)
  if (format === 'blueprint') dirtyBlueprint(raw, random)
  else if (format === 'dataset') dirtyDataset(raw, random)
  else dirtyFlat(raw, random)
  bloat(random.pick(scenesOf(raw, format)), ['name', 'label', 'character_dynamics'], random)
  raw.exported_by = { tool: 'x', flags: [null, { a: [] }] }
}
