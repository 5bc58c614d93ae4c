import { parseChapters } from './chapters.ts'
import { parseFps } from './frame-rate.ts'
import { type JsonRecord, parseNumber, recordAt, recordsOf } from './json-record.ts'
import type { Notes } from './notes.ts'
import { parseName } from './parse-fields.ts'
import { indexScenes, parseScene } from './scenes.ts'
import type { Timeline } from './story.ts'
import type { StoryDraft } from './story-draft.ts'

type StoryNode = { localId: unknown; refId: unknown; at: string; index: number; timeline: Timeline }

type Branch = { at: string; parent: string | null; divergence: number; nodes: StoryNode[]; children: Branch[] }

const TIMELINE_OF_FUNCTION = new Map<unknown, Timeline>([
  ['FLASHBACK', 'FLASHBACK'],
  ['FLASHFORWARD', 'FLASHFORWARD'],
  ['INTERCUT', 'INTERCUT'],
  ['DIVERGENCE', 'DIVERGENCE'],
])

const timelineOf = (value: unknown): Timeline =>
  TIMELINE_OF_FUNCTION.get(typeof value === 'string' ? value.trim().toUpperCase() : value) ?? 'LINEAR'

/** Nodes sorted by `narrative_index`. A node without an index takes that of the node before it. */
const nodesOf = (notes: Notes, value: unknown, at: string): StoryNode[] => {
  let last = Number.NEGATIVE_INFINITY
  return recordsOf(notes, value, at)
    .map(({ record, at }) => {
      last = parseNumber(record.narrative_index) ?? last
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

/** The tree of branches: children under their parents. A branch whose parent does not exist is a root. */
const growTree = (notes: Notes, storyline: JsonRecord): { roots: Branch[]; all: Branch[] } => {
  const byId = new Map<string, Branch>()
  const all: Branch[] = []
  for (const { key, at, record } of recordsOf(notes, storyline.branches, 'narrative_storyline.branches')) {
    const branch: Branch = {
      at,
      parent: parseName(notes, record, ['parent_branch_id'], at),
      divergence: parseNumber(record.divergence_index) ?? Number.POSITIVE_INFINITY,
      nodes: nodesOf(notes, record.nodes, `${at}.nodes`),
      children: [],
    }
    all.push(branch)
    for (const id of [key, parseName(notes, record, ['branch_id'], at)])
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
  const root = byId.get(parseName(notes, storyline, ['root_branch_id'], 'narrative_storyline') ?? 'main')
  return { roots: [...roots].sort((a, b) => Number(b === root) - Number(a === root)), all }
}

/** Walks a branch and enters each child after the node it diverges from. A loop, because the file decides how deep the tree is. */
const walkBranch = (start: Branch, visited: Set<Branch>, nodes: StoryNode[]): void => {
  const stack = [{ branch: start, node: 0, child: 0 }]
  visited.add(start)
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const node = top.branch.nodes[top.node]
    const child = top.branch.children[top.child]
    if (child && (!node || node.index > child.divergence)) {
      top.child += 1
      if (visited.has(child)) continue
      visited.add(child)
      stack.push({ branch: child, node: 0, child: 0 })
    } else if (node) {
      nodes.push(node)
      top.node += 1
    } else stack.pop()
  }
}

/** The nodes of a dataset's storyline in storyline order. Branches that descend from themselves come last. */
const parseStoryline = (notes: Notes, dataset: JsonRecord): StoryNode[] => {
  const { roots, all } = growTree(notes, recordAt(notes, dataset, 'narrative_storyline'))
  const visited = new Set<Branch>()
  const nodes: StoryNode[] = []
  for (const root of roots) walkBranch(root, visited, nodes)
  for (const branch of all)
    if (!visited.has(branch)) {
      notes.add(`${branch.at}.parent_branch_id`, 'story.note.branch_cycle')
      walkBranch(branch, visited, nodes)
    }
  return nodes
}

/**
 * Which scene a storyline node refers to. Some files number the nodes in `local_id` and refer to the scene with
 * `ref_scene_id`; in others `local_id` is the scene, and a few nodes refer to another one in passing. References
 * decide if at least half of the nodes have one, and not all of them merely repeat `local_id`.
 */
const sceneOfNode = (
  nodes: readonly StoryNode[],
  resolve: (ref: unknown) => number | null,
): ((node: StoryNode) => number | null) => {
  const referring = nodes.filter(({ refId }) => resolve(refId) !== null)
  const byRef =
    referring.length * 2 >= nodes.length && referring.some(({ localId, refId }) => resolve(localId) !== resolve(refId))
  return ({ localId, refId }) => (byRef ? resolve(refId) : (resolve(localId) ?? resolve(refId)))
}

const OWN_CHAPTER_FIELDS = ['chapter_uuid', 'chapter_id', 'chapter_local_id'] as const

/** Parses a NarrativeDataset: chapters that list scenes, scenes by id, a storyline of nodes in branches. */
export const parseDataset = (notes: Notes, raw: JsonRecord): StoryDraft => {
  const metadata = recordAt(notes, raw, 'project_metadata')
  const chapters = parseChapters(notes, recordsOf(notes, raw.chapters, 'chapters'), {
    number: ['local_id', 'id'],
    id: ['chapter_uuid'],
  })
  const nodes = parseStoryline(notes, raw)
  const listed = chapters.flatMap((chapter) => chapter.listed.map(({ ref }) => ref))
  const index = indexScenes(notes, recordsOf(notes, raw.scenes, 'scenes'), listed)
  const draft: StoryDraft = {
    format: 'dataset',
    assetId: parseName(notes, raw, ['asset_uuid'], ''),
    name: parseName(notes, metadata, ['asset_name', 'project_name'], 'project_metadata') ?? '',
    fps: parseFps(raw, metadata),
    chapters,
    scenes: new Map(),
    index,
    ownChapter: new Map(),
    sequence: [],
    timelines: new Map(),
    listedCharacters: [],
  }
  for (const [id, entry] of index.entries) {
    draft.scenes.set(id, parseScene(notes, id, entry))
    const field = OWN_CHAPTER_FIELDS.find((name) => entry.record[name] !== undefined)
    if (field) draft.ownChapter.set(id, { ref: entry.record[field], at: `${entry.at}.${field}` })
  }
  const sceneOf = sceneOfNode(nodes, index.resolve)
  for (const node of nodes) {
    const id = sceneOf(node)
    if (id === null) {
      notes.add(node.at, 'story.note.unknown_scene')
      continue
    }
    draft.sequence.push(id)
    if (!draft.timelines.has(id)) draft.timelines.set(id, node.timeline)
  }
  return draft
}
