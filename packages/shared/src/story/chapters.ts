import { describeValue } from '../errors/describe-issue.ts'
import { entriesOf, isAbsent, parseInteger, type RecordEntry } from './json-record.ts'
import type { Notes } from './notes.ts'
import { parseName } from './parse-fields.ts'
import type { Chapter } from './story.ts'
import type { ChapterDraft, StoryDraft } from './story-draft.ts'

type ChapterFields = {
  number: readonly string[]
  /** Fields of the id that results call `chapter_id`; empty if that is the number. */
  id: readonly string[]
}

const parseChapterNumber = (
  notes: Notes,
  { key, at, record }: RecordEntry,
  fields: readonly string[],
): number | null => {
  const values = fields.map((field) => ({ field, value: record[field] })).filter(({ value }) => !isAbsent(value))
  for (const candidate of [...values.map(({ value }) => value), key]) {
    const number = parseInteger(candidate)
    if (number !== null) return number
  }
  const [first] = values
  if (first) throw notes.errorAt(`${at}.${first.field}`, 'story.id_not_integer', { found: describeValue(first.value) })
  return null
}

/** The first candidate that is not taken. Two chapters must never share an id, or their footage would count as one. */
const freeId = (wished: string[], position: number, taken: Set<string>): string => {
  let id = wished.find((candidate) => !taken.has(candidate))
  for (let n = position; id === undefined; n += 1) if (!taken.has(`${wished[0]}#${n}`)) id = `${wished[0]}#${n}`
  taken.add(id)
  return id
}

/**
 * The chapters of a file with their numbers. A chapter without a number is numbered after all others, with a note.
 * Throws for a number that is not an integer.
 */
export const parseChapters = (notes: Notes, records: RecordEntry[], fields: ChapterFields): ChapterDraft[] => {
  const numbers = records.map((entry) => parseChapterNumber(notes, entry, fields.number))
  let last = numbers.reduce((max: number, number) => Math.max(max, number ?? 0), 0)
  const taken = new Set<string>()
  return records.map((entry, i) => {
    const { at, record } = entry
    let number = numbers[i] ?? null
    if (number === null) {
      last += 1
      number = last
      notes.add(at, 'story.note.chapter_unnumbered', { number })
    }
    const named = parseName(notes, record, fields.id, at)
    const wished = [named, fields.id.length ? entry.key : null, String(number)].filter((id) => id !== null)
    const id = freeId(wished, i + 1, taken)
    if (id !== wished[0]) notes.add(at, 'story.note.chapter_repeated', { id })
    return {
      id,
      number,
      name: parseName(notes, record, ['name'], at) ?? '',
      at,
      listed: entriesOf(notes, record.scene_ids, `${at}.scene_ids`).map(({ value, at }) => ({ ref: value, at })),
    }
  })
}

type Assigned = { chapters: Chapter[]; chapterOf: Map<number, Chapter> }

const inPlayingOrder = (chapters: ChapterDraft[]): ChapterDraft[] => [...chapters].sort((a, b) => a.number - b.number)

/** The chapter that lists each scene. A scene listed twice stays with the chapter it names itself, otherwise with the first. */
const placeListed = (notes: Notes, draft: StoryDraft, find: (ref: unknown) => ChapterDraft | undefined) => {
  const placed = new Map<number, ChapterDraft>()
  for (const chapter of draft.chapters)
    for (const { ref, at } of chapter.listed) {
      const id = draft.index.resolve(ref)
      if (id === null) {
        notes.add(at, 'story.note.unknown_scene')
        continue
      }
      const other = placed.get(id)
      if (other && other !== chapter) notes.add(at, 'story.note.scene_in_two_chapters', { id })
      if (!other || find(draft.ownChapter.get(id)?.ref) === chapter) placed.set(id, chapter)
    }
  return placed
}

/**
 * Puts every scene into exactly one chapter: the one that lists it, otherwise the one the scene names itself (created
 * if the file has none of that number), otherwise that of the scene with the next lower id, since ids run through a
 * series.
 */
export const assignChapters = (notes: Notes, draft: StoryDraft): Assigned => {
  const byName = new Map<string, ChapterDraft>()
  for (const chapter of draft.chapters)
    for (const name of [chapter.id, String(chapter.number)]) if (!byName.has(name)) byName.set(name, chapter)
  const find = (ref: unknown) =>
    typeof ref === 'string' || typeof ref === 'number' ? byName.get(String(parseInteger(ref) ?? ref)) : undefined

  const chapters = [...draft.chapters]
  const addChapter = (number: number): ChapterDraft => {
    const chapter = { id: String(number), number, name: '', at: 'chapters', listed: [] }
    byName.set(chapter.id, chapter)
    chapters.push(chapter)
    return chapter
  }
  const placed = placeListed(notes, draft, find)
  const listedIds = [...placed.keys()]
  const ids = [...draft.scenes.keys()].sort((a, b) => a - b)
  const firstPlaced = ids.map((id) => placed.get(id)).find((chapter) => chapter)
  let before = firstPlaced ?? inPlayingOrder(chapters)[0]
  const unlisted: number[] = []
  for (const id of ids) {
    let chapter = placed.get(id)
    if (!chapter) {
      const own = draft.ownChapter.get(id)
      const ownNumber = parseInteger(own?.ref)
      chapter = find(own?.ref) ?? (ownNumber === null ? before : addChapter(ownNumber)) ?? addChapter(1)
      notes.add(own?.at ?? draft.index.entries.get(id)?.at ?? 'scenes', 'story.note.unlisted', {
        id,
        number: chapter.number,
      })
      placed.set(id, chapter)
      unlisted.push(id)
    }
    before = chapter
  }
  return collect(chapters, placed, [...listedIds, ...unlisted])
}

const collect = (drafts: ChapterDraft[], placed: Map<number, ChapterDraft>, ids: number[]): Assigned => {
  const chapterOf = new Map<number, Chapter>()
  const built = new Map<ChapterDraft, Chapter>()
  const chapters = inPlayingOrder(drafts).map((draft) => {
    const chapter: Chapter = { id: draft.id, number: draft.number, name: draft.name, sceneIds: [] }
    built.set(draft, chapter)
    return chapter
  })
  for (const id of ids) {
    const draft = placed.get(id)
    const chapter = draft && built.get(draft)
    if (!chapter) continue
    chapter.sceneIds.push(id)
    chapterOf.set(id, chapter)
  }
  return { chapters, chapterOf }
}
