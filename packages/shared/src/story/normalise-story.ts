import { describeValue } from '../errors/describe-issue.ts'
import { parseBlueprint } from './blueprint.ts'
import { assignChapters } from './chapters.ts'
import { parseDataset } from './dataset.ts'
import { detectStoryLanguage } from './detect-story-language.ts'
import { parseFlat } from './flat.ts'
import { isRecord, type JsonRecord } from './json-record.ts'
import { makeNotes, type Notes } from './notes.ts'
import { orderScenes } from './scenes.ts'
import type { Scene, Story, StoryFormat } from './story.ts'
import type { StoryDraft } from './story-draft.ts'

const membersOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : []

/** Formats differ in shape: flat chapters hold their scenes, and only a dataset has uuids or a storyline. */
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

/** Ten times the longest known series. Fitting a film to more scenes would block a worker for longer than its lease. */
const MAX_SCENES = 20_000

const PARSERS: Record<StoryFormat, (notes: Notes, raw: JsonRecord) => StoryDraft> = {
  blueprint: parseBlueprint,
  dataset: parseDataset,
  flat: parseFlat,
}

/** Speakers in the order they first speak, then those the file only lists. */
const charactersOf = (scenes: readonly Scene[], listed: readonly string[]): string[] => {
  const speakers = scenes.flatMap(({ dialogues }) => dialogues.flatMap(({ speaker }) => speaker ?? []))
  return [...new Set([...speakers, ...listed])].filter((name) => name !== '')
}

/**
 * Parses a story of any of the three input formats, recognised by shape, into one `Story`. Faults that can be repaired
 * are repaired and noted in `story.notes`, in the story's language. Any other fault throws `payload_invalid` with the
 * JSON path of the wrong field. `fileKey` is the payload key that named the file, such as `blueprint_path`.
 */
export const normaliseStory = (raw: unknown, fileKey: string): Story => {
  const notes = makeNotes(fileKey)
  const format = isRecord(raw) ? detectFormat(raw) : null
  if (!isRecord(raw) || format === null) throw notes.errorAt('$', 'story.not_a_story', { found: describeValue(raw) })
  const draft = PARSERS[format](notes, raw)
  const count = draft.scenes.size
  const scenesAt = format === 'flat' ? 'chapters' : 'scenes'
  if (!count) throw notes.errorAt(scenesAt, 'story.no_scene')
  if (count > MAX_SCENES) throw notes.errorAt(scenesAt, 'story.too_many_scenes', { count, limit: MAX_SCENES })

  const { chapters, chapterOf } = assignChapters(notes, draft)
  const scenes = orderScenes(notes, draft, chapterOf).flatMap((id, order): Scene[] => {
    const scene = draft.scenes.get(id)
    const chapter = chapterOf.get(id)
    if (!scene || !chapter) return []
    const timeline = draft.timelines.get(id) ?? 'LINEAR'
    return [{ ...scene, chapterId: chapter.id, chapterNumber: chapter.number, order, timeline }]
  })
  const lang = detectStoryLanguage(scenes)
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
    notes: notes.render(lang),
  }
}
