import { isRecord, type JsonRecord } from '../story/read-record.ts'
import { confuseSceneIds, dirtyChapterLists, UNKNOWN_SCENE } from './dirty-chapters.ts'
import { membersOf } from './raw-members.ts'
import type { SeededRandom } from './seeded-random.ts'

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
