import { describeValue } from '../errors/describe-issue.ts'
import { readInteger } from './read-integer.ts'
import { entriesOf, isAbsent, type RecordEntry } from './read-record.ts'
import { readName } from './read-text.ts'
import type { Reading } from './reading.ts'
import type { ChapterDraft } from './story-draft.ts'

type ChapterFields = {
  number: readonly string[]
  /** Fields of the id results call `chapter_id`; none where that is the number. */
  id: readonly string[]
}

const readNumber = (reading: Reading, { key, at, record }: RecordEntry, fields: readonly string[]): number | null => {
  const values = fields.map((field) => ({ field, value: record[field] })).filter(({ value }) => !isAbsent(value))
  for (const candidate of [...values.map(({ value }) => value), key]) {
    const number = readInteger(candidate)
    if (number !== null) return number
  }
  const [first] = values
  if (first) throw reading.reject(`${at}.${first.field}`, 'story.id_not_integer', { found: describeValue(first.value) })
  return null
}

/** The first candidate nobody has; two chapters must never share an id, or their footage would count as one. */
const freeId = (wished: string[], position: number, taken: Set<string>): string => {
  let id = wished.find((candidate) => !taken.has(candidate))
  for (let n = position; id === undefined; n += 1) if (!taken.has(`${wished[0]}#${n}`)) id = `${wished[0]}#${n}`
  taken.add(id)
  return id
}

/**
 * The chapters of a file with their numbers. One without a number is counted after the others, with a note; a number
 * that is no integer throws.
 */
export const readChapters = (reading: Reading, records: RecordEntry[], fields: ChapterFields): ChapterDraft[] => {
  const numbers = records.map((entry) => readNumber(reading, entry, fields.number))
  let last = numbers.reduce((max: number, number) => Math.max(max, number ?? 0), 0)
  const taken = new Set<string>()
  return records.map((entry, i) => {
    const { at, record } = entry
    let number = numbers[i] ?? null
    if (number === null) {
      last += 1
      number = last
      reading.note(at, 'story.note.chapter_unnumbered', { number })
    }
    const named = readName(reading, record, fields.id, at)
    const wished = [named, fields.id.length ? entry.key : null, String(number)].filter((id) => id !== null)
    const id = freeId(wished, i + 1, taken)
    if (id !== wished[0]) reading.note(at, 'story.note.chapter_repeated', { id })
    return {
      id,
      number,
      name: readName(reading, record, ['name'], at) ?? '',
      at,
      listed: entriesOf(reading, record.scene_ids, `${at}.scene_ids`).map(({ value, at }) => ({ ref: value, at })),
    }
  })
}
