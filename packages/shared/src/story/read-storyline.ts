import { type JsonRecord, recordAt, recordsOf } from './read-record.ts'
import { readIndex } from './read-sequence.ts'
import { readName } from './read-text.ts'
import type { Reading } from './reading.ts'
import type { Timeline } from './story.ts'

export type StoryNode = { localId: unknown; refId: unknown; at: string; index: number; timeline: Timeline }

type Branch = { at: string; parent: string | null; divergence: number; nodes: StoryNode[]; children: Branch[] }

const TIMELINE_OF_FUNCTION = new Map<unknown, Timeline>([
  ['FLASHBACK', 'FLASHBACK'],
  ['FLASHFORWARD', 'FLASHFORWARD'],
  ['INTERCUT', 'INTERCUT'],
  ['DIVERGENCE', 'DIVERGENCE'],
])

const timelineOf = (value: unknown): Timeline =>
  TIMELINE_OF_FUNCTION.get(typeof value === 'string' ? value.trim().toUpperCase() : value) ?? 'LINEAR'

/** Nodes in the order of `narrative_index`; one without an index keeps its place in the list. */
const nodesOf = (reading: Reading, value: unknown, at: string): StoryNode[] => {
  let last = Number.NEGATIVE_INFINITY
  return recordsOf(reading, value, at)
    .map(({ record, at }) => {
      last = readIndex(record.narrative_index) ?? last
      return {
        localId: record.local_id,
        refId: record.ref_scene_id ?? record.scene_id,
        at,
        index: last,
        timeline: timelineOf(record.narrative_function),
      }
    })
    .sort((a, b) => (a.index === b.index ? 0 : a.index - b.index))
}

/** The branches of the storyline, children under their parents; a parent that does not exist makes a branch a root. */
const growTree = (reading: Reading, storyline: JsonRecord): { roots: Branch[]; all: Branch[] } => {
  const byId = new Map<string, Branch>()
  const all: Branch[] = []
  for (const { key, at, record } of recordsOf(reading, storyline.branches, 'narrative_storyline.branches')) {
    const branch: Branch = {
      at,
      parent: readName(reading, record, ['parent_branch_id'], at),
      divergence: readIndex(record.divergence_index) ?? Number.POSITIVE_INFINITY,
      nodes: nodesOf(reading, record.nodes, `${at}.nodes`),
      children: [],
    }
    all.push(branch)
    for (const id of [key, readName(reading, record, ['branch_id'], at)])
      if (id !== null && !byId.has(id)) byId.set(id, branch)
  }
  const roots: Branch[] = []
  for (const branch of all) {
    const parent = branch.parent === null ? undefined : byId.get(branch.parent)
    if (parent) parent.children.push(branch)
    else roots.push(branch)
  }
  for (const branch of all)
    branch.children.sort((a, b) => (a.divergence === b.divergence ? 0 : a.divergence - b.divergence))
  const root = byId.get(readName(reading, storyline, ['root_branch_id'], 'narrative_storyline') ?? 'main')
  return { roots: [...roots].sort((a, b) => Number(b === root) - Number(a === root)), all }
}

/** Walks a branch, entering each child behind the node it diverges from. A loop, not recursion: depth is the file's. */
const tellBranch = (start: Branch, told: Set<Branch>, nodes: StoryNode[]): void => {
  const stack = [{ branch: start, node: 0, child: 0 }]
  told.add(start)
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const node = top.branch.nodes[top.node]
    const child = top.branch.children[top.child]
    if (child && (!node || node.index > child.divergence)) {
      top.child += 1
      if (told.has(child)) continue
      told.add(child)
      stack.push({ branch: child, node: 0, child: 0 })
    } else if (node) {
      nodes.push(node)
      top.node += 1
    } else stack.pop()
  }
}

/** The nodes of a dataset's storyline in telling order. Branches that descend from themselves are told at the end. */
export const readStoryline = (reading: Reading, dataset: JsonRecord): StoryNode[] => {
  const { roots, all } = growTree(reading, recordAt(reading, dataset, 'narrative_storyline'))
  const told = new Set<Branch>()
  const nodes: StoryNode[] = []
  for (const root of roots) tellBranch(root, told, nodes)
  for (const branch of all)
    if (!told.has(branch)) {
      reading.note(`${branch.at}.parent_branch_id`, 'story.note.branch_cycle')
      tellBranch(branch, told, nodes)
    }
  return nodes
}

/**
 * How a storyline's nodes name their scenes. Some files count nodes in `local_id` and point to the scene with
 * `ref_scene_id`; in others `local_id` is the scene and the few references are asides. Where most nodes refer, and
 * not merely to their own `local_id`, the references count.
 */
export const sceneOfNode = (
  nodes: readonly StoryNode[],
  resolve: (ref: unknown) => number | null,
): ((node: StoryNode) => number | null) => {
  const referring = nodes.filter(({ refId }) => resolve(refId) !== null)
  const byRef =
    referring.length * 2 >= nodes.length && referring.some(({ localId, refId }) => resolve(localId) !== resolve(refId))
  return ({ localId, refId }) => (byRef ? resolve(refId) : (resolve(localId) ?? resolve(refId)))
}
