import { parseChapters } from './chapters.ts'
import { parseFps } from './frame-rate.ts'
import { entriesOf, isRecord, type JsonRecord, parseNumber, recordAt, recordsOf } from './json-record.ts'
import type { Notes } from './notes.ts'
import { parseName } from './parse-fields.ts'
import { indexScenes, parseScene } from './scenes.ts'
import type { Timeline } from './story.ts'
import type { StoryDraft } from './story-draft.ts'

/** One scene of a branch's sequence. */
type Step = { id: number; index: number }

/** True if no two different scenes have the same index: then the indexes count through the whole story. */
const countsThrough = (branches: Step[][]): boolean => {
  const owner = new Map<number, number>()
  for (const { id, index } of branches.flat()) {
    if ((owner.get(index) ?? id) !== id) return false
    owner.set(index, id)
  }
  return true
}

type Place = { branch: number; position: number }

/** The places of each scene, one for each branch it occurs in. The first branch stands last, so that `pop` takes it first. */
const placesOf = (branches: Step[][]): Map<number, Place[]> => {
  const places = new Map<number, Place[]>()
  for (let branch = branches.length - 1; branch >= 0; branch -= 1)
    branches[branch]?.forEach(({ id }, position) => {
      const known = places.get(id) ?? []
      if (known.at(-1)?.branch !== branch) known.push({ branch, position })
      places.set(id, known)
    })
  return places
}

/**
 * Merges the branches of a story, each sorted by its index, into one order of scene ids.
 *
 * If the indexes count through the whole story, they decide. Otherwise the branches follow each other, except where
 * they meet: a scene that several branches share comes after everything that any of them has before it. So before such
 * a scene is appended, every other branch it occurs in is first emitted up to it, which may in turn need a third branch.
 * The stack holds the branches being emitted, each with the position it must reach. Branches that meet in contradictory
 * order (A before B in one, B before A in another) are resolved as far as possible; every scene still comes once.
 */
export const mergeBranches = (branches: Step[][]): number[] => {
  if (countsThrough(branches))
    return [
      ...new Set(
        branches
          .flat()
          .sort((a, b) => a.index - b.index)
          .map(({ id }) => id),
      ),
    ]
  const places = placesOf(branches)
  const next = branches.map(() => 0)
  const ordered = new Set<number>()
  for (let first = 0; first < branches.length; first += 1) {
    // A branch on the stack is already being emitted up to its limit and is not entered a second time.
    const entered = new Set([first])
    const stack: Place[] = [{ branch: first, position: Number.POSITIVE_INFINITY }]
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const position = next[top.branch] ?? 0
      const step = branches[top.branch]?.[position]
      if (!step || position >= top.position) {
        entered.delete(top.branch)
        stack.pop()
        continue
      }
      // Each place is removed when it is looked at, so that all lookups together are linear in the length of the branches.
      const meeting = ordered.has(step.id) ? undefined : places.get(step.id)?.pop()
      if (!meeting) {
        ordered.add(step.id)
        next[top.branch] = position + 1
      } else if (!entered.has(meeting.branch) && (next[meeting.branch] ?? 0) < meeting.position) {
        stack.push(meeting)
        entered.add(meeting.branch)
      }
    }
  }
  return [...ordered]
}

type NamedStep = { ref: unknown; at: string; index: number }

/** The steps of `{"<scene>": {narrative_index}}`, sorted by index. In a list, the position is the index. */
const stepsOf = (notes: Notes, sequence: unknown, at: string): NamedStep[] => {
  const steps: NamedStep[] = []
  entriesOf(notes, sequence, at).forEach((entry, position) => {
    const { key, value } = entry
    const index = parseNumber(isRecord(value) ? value.narrative_index : value)
    if (key === null) steps.push({ ref: isRecord(value) ? value.scene_id : value, at: entry.at, index: position })
    else if (index !== null) steps.push({ ref: key, at: entry.at, index })
    else notes.addWrongType(`${entry.at}.narrative_index`, isRecord(value) ? value.narrative_index : value)
  })
  return steps.sort((a, b) => a.index - b.index)
}

/** The sequences of a blueprint's timeline: the linear one, or one per branch, in file order. */
const parseSequences = (notes: Notes, blueprint: JsonRecord): NamedStep[][] => {
  const timeline = recordAt(notes, blueprint, 'narrative_timeline')
  const branches = recordsOf(notes, timeline.branches, 'narrative_timeline.branches')
  return [
    stepsOf(notes, timeline.sequence, 'narrative_timeline.sequence'),
    ...branches.map(({ record, at }) => stepsOf(notes, record.sequence, `${at}.sequence`)),
  ].filter((steps) => steps.length > 0)
}

/** The scene ids in storyline order. Steps that refer to no scene are dropped with a note. */
const orderBySequences = (notes: Notes, sequences: NamedStep[][], resolve: (ref: unknown) => number | null): number[] =>
  mergeBranches(
    sequences.map((steps) =>
      steps.flatMap(({ ref, at, index }): Step[] => {
        const id = resolve(ref)
        if (id !== null) return [{ id, index }]
        notes.add(at, 'story.note.unknown_scene')
        return []
      }),
    ),
  )

/** Every other marker, known or not, leaves its scene LINEAR. */
const TIMELINE_OF_MARKER = new Map<unknown, Timeline>([
  ['PAST', 'FLASHBACK'],
  ['INSERT_PAST', 'FLASHBACK'],
  ['RECALL', 'FLASHBACK'],
  ['FUTURE', 'FLASHFORWARD'],
  ['FORWARD', 'FLASHFORWARD'],
])

const timelineOf = (marker: unknown): Timeline => {
  const type = isRecord(marker) ? marker.type : marker
  return TIMELINE_OF_MARKER.get(typeof type === 'string' ? type.trim().toUpperCase() : type) ?? 'LINEAR'
}

/** Parses a blueprint v2.1: chapters that list scene ids, scenes by id, a timeline that is linear or has branches. */
export const parseBlueprint = (notes: Notes, raw: JsonRecord): StoryDraft => {
  const metadata = recordAt(notes, raw, 'project_metadata')
  const chapters = parseChapters(notes, recordsOf(notes, raw.chapters, 'chapters'), { number: ['id'], id: [] })
  const sequences = parseSequences(notes, raw)
  const listed = chapters.flatMap((chapter) => chapter.listed.map(({ ref }) => ref))
  const sequenced = sequences.flatMap((steps) => steps.map(({ ref }) => ref))
  const index = indexScenes(notes, recordsOf(notes, raw.scenes, 'scenes'), [...listed, ...sequenced])
  const draft: StoryDraft = {
    format: 'blueprint',
    assetId: null,
    name: parseName(notes, metadata, ['project_name'], 'project_metadata') ?? '',
    fps: parseFps(raw, metadata),
    chapters,
    scenes: new Map(),
    index,
    ownChapter: new Map(),
    sequence: orderBySequences(notes, sequences, index.resolve),
    timelines: new Map(),
    listedCharacters: [],
  }
  for (const [id, entry] of index.entries) {
    draft.scenes.set(id, parseScene(notes, id, entry))
    draft.ownChapter.set(id, { ref: entry.record.chapter_id, at: `${entry.at}.chapter_id` })
    draft.timelines.set(id, timelineOf(entry.record.timeline_marker))
  }
  return draft
}
