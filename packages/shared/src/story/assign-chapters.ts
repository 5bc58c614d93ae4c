import { readInteger } from './read-integer.ts'
import type { Reading } from './reading.ts'
import type { Chapter } from './story.ts'
import type { ChapterDraft, StoryDraft } from './story-draft.ts'

type Assigned = { chapters: Chapter[]; chapterOf: Map<number, Chapter> }

const inPlayingOrder = (chapters: ChapterDraft[]): ChapterDraft[] => [...chapters].sort((a, b) => a.number - b.number)

/** What chapters list. A scene listed twice stays with the chapter it names itself, else with the first. */
const placeListed = (reading: Reading, draft: StoryDraft, find: (ref: unknown) => ChapterDraft | undefined) => {
  const placed = new Map<number, ChapterDraft>()
  for (const chapter of draft.chapters)
    for (const { ref, at } of chapter.listed) {
      const id = draft.index.resolve(ref)
      if (id === null) {
        reading.note(at, 'story.note.unknown_scene')
        continue
      }
      const other = placed.get(id)
      if (other && other !== chapter) reading.note(at, 'story.note.scene_in_two_chapters', { id })
      if (!other || find(draft.ownChapter.get(id)?.ref) === chapter) placed.set(id, chapter)
    }
  return placed
}

/**
 * Puts every scene into exactly one chapter: the one that lists it, else the one it names itself (made if the file
 * has none of that number), else the one of the scene before it by id, since ids run through a series.
 */
export const assignChapters = (reading: Reading, draft: StoryDraft): Assigned => {
  const byName = new Map<string, ChapterDraft>()
  for (const chapter of draft.chapters)
    for (const name of [chapter.id, String(chapter.number)]) if (!byName.has(name)) byName.set(name, chapter)
  const find = (ref: unknown) =>
    typeof ref === 'string' || typeof ref === 'number' ? byName.get(String(readInteger(ref) ?? ref)) : undefined

  const chapters = [...draft.chapters]
  const addChapter = (number: number): ChapterDraft => {
    const chapter = { id: String(number), number, name: '', at: 'chapters', listed: [] }
    byName.set(chapter.id, chapter)
    chapters.push(chapter)
    return chapter
  }
  const placed = placeListed(reading, draft, find)
  const listedIds = [...placed.keys()]
  const ids = [...draft.scenes.keys()].sort((a, b) => a - b)
  const firstPlaced = ids.map((id) => placed.get(id)).find((chapter) => chapter)
  let before = firstPlaced ?? inPlayingOrder(chapters)[0]
  const unlisted: number[] = []
  for (const id of ids) {
    let chapter = placed.get(id)
    if (!chapter) {
      const own = draft.ownChapter.get(id)
      const ownNumber = readInteger(own?.ref)
      chapter = find(own?.ref) ?? (ownNumber === null ? before : addChapter(ownNumber)) ?? addChapter(1)
      reading.note(own?.at ?? draft.index.entries.get(id)?.at ?? 'scenes', 'story.note.unlisted', {
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
