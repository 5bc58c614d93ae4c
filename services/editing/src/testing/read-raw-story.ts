/** A scene as an Edge would look it up in its own copy of the story. */
export type RawScene = { id: number; chapterId: string; startMs: number; endMs: number }

type Json = Record<string, unknown>

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const clockToMs = (text: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number)
  return Math.round((hours * 3600 + minutes * 60 + seconds) * 1000)
}

const timeOf = (...values: unknown[]): number => {
  const value = values.find((candidate) => typeof candidate === 'string' || typeof candidate === 'number')
  return typeof value === 'string' ? clockToMs(value) : Math.round(Number(value) * 1000)
}

/**
 * The scenes of a story of any of the three formats, in the order of the file. Knows just what a check of an editing
 * script needs, and shares no code with what it checks.
 */
export const readRawStory = (story: unknown): RawScene[] => {
  const chapters = Object.entries(asObject(asObject(story).chapters)).map(([key, chapter]) => ({
    key,
    ...asObject(chapter),
  })) as (Json & { key: string })[]
  if (chapters.some((chapter) => Array.isArray(chapter.scenes))) return readFlat(chapters)
  const chapterOf = new Map<number, string>()
  for (const chapter of chapters) {
    const id = String(chapter.chapter_uuid ?? chapter.id ?? chapter.local_id ?? chapter.key)
    for (const scene of asList(chapter.scene_ids)) chapterOf.set(Number(scene), id)
  }
  return Object.entries(asObject(asObject(story).scenes)).map(([key, value]) => {
    const scene = asObject(value)
    const id = Number(scene.id ?? scene.local_id ?? key)
    return {
      id,
      chapterId: chapterOf.get(id) ?? String(scene.chapter_id),
      startMs: timeOf(scene.start_time, scene.start_time_raw, scene.start_sec),
      endMs: timeOf(scene.end_time, scene.end_time_raw, scene.end_sec),
    }
  })
}

const readFlat = (chapters: (Json & { key: string })[]): RawScene[] => {
  let id = 0
  return [...chapters]
    .sort((a, b) => Number(a.sequence_number) - Number(b.sequence_number))
    .flatMap((chapter) =>
      asList(chapter.scenes).map((value) => {
        const scene = asObject(value)
        id++
        const chapterId = String(chapter.id ?? chapter.key)
        return { id, chapterId, startMs: timeOf(scene.start), endMs: timeOf(scene.end) }
      }),
    )
}
