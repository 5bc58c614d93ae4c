import { describeValue } from '../errors/describe-issue.ts'
import { assignChapters } from './assign-chapters.ts'
import { detectLanguage } from './detect-language.ts'
import { orderScenes } from './order-scenes.ts'
import { readBlueprint } from './read-blueprint.ts'
import { readDataset } from './read-dataset.ts'
import { readFlat } from './read-flat.ts'
import { isRecord, type JsonRecord } from './read-record.ts'
import { makeReading, type Reading } from './reading.ts'
import type { Scene, Story, StoryFormat } from './story.ts'
import type { StoryDraft } from './story-draft.ts'

const membersOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : []

/** What tells the formats apart. Flat chapters hold their scenes; only a dataset has uuids or a storyline. */
const detectFormat = (raw: JsonRecord): StoryFormat | null => {
  const scenes = membersOf(raw.scenes)
  const chapters = membersOf(raw.chapters).filter(isRecord)
  if (!scenes.length && chapters.some((chapter) => Array.isArray(chapter.scenes))) return 'flat'
  const datasetField = ['narrative_storyline', 'asset_uuid', 'project_uuid'].some((field) => raw[field] !== undefined)
  const datasetPart =
    chapters.some((chapter) => 'chapter_uuid' in chapter) ||
    scenes.some((scene) => isRecord(scene) && 'scene_uuid' in scene)
  if (datasetField || datasetPart) return 'dataset'
  return ['scenes', 'chapters', 'narrative_timeline'].some((field) => field in raw) ? 'blueprint' : null
}

/** Ten times the longest series: fitting a film to more would take longer than a worker may be silent. */
const MAX_SCENES = 20_000

const READERS: Record<StoryFormat, (reading: Reading, raw: JsonRecord) => StoryDraft> = {
  blueprint: readBlueprint,
  dataset: readDataset,
  flat: readFlat,
}

/** Speakers in the order they first speak, then those the file only lists. */
const charactersOf = (scenes: readonly Scene[], listed: readonly string[]): string[] => {
  const speakers = scenes.flatMap(({ dialogues }) => dialogues.flatMap(({ speaker }) => speaker ?? []))
  return [...new Set([...speakers, ...listed])].filter((name) => name !== '')
}

/**
 * Reads a story of any of the three input formats, told apart by shape, into the one `Story`. What can be repaired is
 * repaired and noted in `story.notes`, in the story's language; what cannot throws `payload_invalid` with the JSON
 * path of the field that is wrong. `fileKey` is the payload key the file came by, e.g. `blueprint_path`.
 */
export const normaliseStory = (raw: unknown, fileKey: string): Story => {
  const reading = makeReading(fileKey)
  const format = isRecord(raw) ? detectFormat(raw) : null
  if (!isRecord(raw) || format === null) throw reading.reject('$', 'story.not_a_story', { found: describeValue(raw) })
  const draft = READERS[format](reading, raw)
  const count = draft.scenes.size
  const scenesAt = format === 'flat' ? 'chapters' : 'scenes'
  if (!count) throw reading.reject(scenesAt, 'story.no_scene')
  if (count > MAX_SCENES) throw reading.reject(scenesAt, 'story.too_many_scenes', { count, limit: MAX_SCENES })

  const { chapters, chapterOf } = assignChapters(reading, draft)
  const scenes = orderScenes(reading, draft, chapterOf).flatMap((id, order): Scene[] => {
    const scene = draft.scenes.get(id)
    const chapter = chapterOf.get(id)
    if (!scene || !chapter) return []
    const timeline = draft.timelines.get(id) ?? 'LINEAR'
    return [{ ...scene, chapterId: chapter.id, chapterNumber: chapter.number, order, timeline }]
  })
  const lang = detectLanguage(scenes)
  const { assetId, name, fps, listedCharacters } = draft
  return {
    format,
    assetId,
    name,
    lang,
    fps,
    chapters,
    scenes,
    characters: charactersOf(scenes, listedCharacters),
    notes: reading.notesIn(lang),
  }
}
