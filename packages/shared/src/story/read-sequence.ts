import { mergeBranches, type Step } from './merge-branches.ts'
import { entriesOf, isRecord, type JsonRecord, recordAt, recordsOf } from './read-record.ts'
import type { Reading } from './reading.ts'

type NamedStep = { ref: unknown; at: string; index: number }

/** A finite number, written as one or in digits; null for anything else. */
export const readIndex = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.length > 24 || !value.trim()) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** `{"<scene>": {narrative_index}}`, in the order of the index; a list counts by position. */
const stepsOf = (reading: Reading, sequence: unknown, at: string): NamedStep[] => {
  const steps: NamedStep[] = []
  entriesOf(reading, sequence, at).forEach((entry, position) => {
    const { key, value } = entry
    const index = readIndex(isRecord(value) ? value.narrative_index : value)
    if (key === null) steps.push({ ref: isRecord(value) ? value.scene_id : value, at: entry.at, index: position })
    else if (index !== null) steps.push({ ref: key, at: entry.at, index })
    else reading.noteWrongType(`${entry.at}.narrative_index`, isRecord(value) ? value.narrative_index : value)
  })
  return steps.sort((a, b) => a.index - b.index)
}

/** The sequences of a blueprint's timeline: the linear one, or one for each branch, in the order of the file. */
export const readSequences = (reading: Reading, blueprint: JsonRecord): NamedStep[][] => {
  const timeline = recordAt(reading, blueprint, 'narrative_timeline')
  const branches = recordsOf(reading, timeline.branches, 'narrative_timeline.branches')
  return [
    stepsOf(reading, timeline.sequence, 'narrative_timeline.sequence'),
    ...branches.map(({ record, at }) => stepsOf(reading, record.sequence, `${at}.sequence`)),
  ].filter((steps) => steps.length > 0)
}

/** The scene ids in telling order. Steps that mean no scene are left out with a note. */
export const tellSequences = (
  reading: Reading,
  sequences: NamedStep[][],
  resolve: (ref: unknown) => number | null,
): number[] =>
  mergeBranches(
    sequences.map((steps) =>
      steps.flatMap(({ ref, at, index }): Step[] => {
        const id = resolve(ref)
        if (id !== null) return [{ id, index }]
        reading.note(at, 'story.note.unknown_scene')
        return []
      }),
    ),
  )
