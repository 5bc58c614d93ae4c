import type { JsonRecord } from '../story/json-record.ts'
import { formatTime } from '../story/time.ts'
import type { Plot, PlotChapter, PlotScene } from './invent-plot.ts'
import type { SeededRandom } from './seeded-random.ts'

const GENERATION_DATE = '2025-01-01T00:00:00Z'

/** Times of blueprints and datasets. */
const clockTimes = ({ startMs, endMs }: { startMs: number; endMs: number }) => ({
  start_time: formatTime(startMs),
  end_time: formatTime(endMs),
})

const writeBlueprintScene = (scene: PlotScene, chapterNumber: number): JsonRecord => ({
  id: scene.id,
  name: scene.name,
  textual: scene.text,
  chapter_id: chapterNumber,
  ...clockTimes(scene),
  dialogues: scene.dialogues.map((line) => ({ content: line.text, speaker: line.speaker, ...clockTimes(line) })),
  captions: scene.captions.map((caption) => ({ content: caption.text, ...clockTimes(caption) })),
  highlights: scene.highlights.map(({ type, description, mood, ...span }, i) => ({
    id: i + 1,
    type,
    description,
    mood,
    ...clockTimes(span),
  })),
  narrative_cues: scene.cues.map((cue) => ({ type: cue.type, value: cue.value, ...clockTimes(cue) })),
  inferred_location: scene.location,
  character_dynamics: scene.dynamics,
  mood_and_atmosphere: scene.mood,
  scene_content_type: scene.contentType,
  branch: { id: 'BRANCH_0', type: 'linear', intersection_with: [] },
  ...(scene.timeline === 'FLASHBACK' ? { timeline_marker: { type: 'PAST' } } : {}),
})

/** The plot as a blueprint v2.1. */
export const writeBlueprint = (plot: Plot): JsonRecord => ({
  project_metadata: {
    project_name: plot.name,
    total_chapters: plot.chapters.length,
    total_scenes: plot.storyline.length,
    version: '2.1',
    generation_date: GENERATION_DATE,
  },
  chapters: Object.fromEntries(
    plot.chapters.map(({ number, name, scenes }) => [
      String(number),
      {
        id: number,
        name,
        textual: scenes[0]?.text,
        source_file: `${number}.mp4`,
        scene_ids: scenes.map(({ id }) => id),
      },
    ]),
  ),
  scenes: Object.fromEntries(
    plot.chapters.flatMap(({ number, scenes }) =>
      scenes.map((scene) => [String(scene.id), writeBlueprintScene(scene, number)]),
    ),
  ),
  narrative_timeline: {
    type: 'linear',
    sequence: Object.fromEntries(plot.storyline.map((id, i) => [String(id), { narrative_index: i + 1 }])),
  },
})

const ISSUE_DATE = '2025-01-01'

const writeDatasetScene = (scene: PlotScene, uuid: string): JsonRecord => ({
  scene_uuid: uuid,
  id: scene.id,
  ...clockTimes(scene),
  scene_content_type: scene.contentType,
  dialogues: scene.dialogues.map((line) => ({ content: line.text, speaker: line.speaker, ...clockTimes(line) })),
  captions: scene.captions.map((caption) => ({ content: caption.text, type: caption.type, ...clockTimes(caption) })),
  highlights: scene.highlights.map(({ description, type, tags, ...span }) => ({
    description,
    type,
    ...clockTimes(span),
    tags,
  })),
  inferred_location: scene.location,
  character_dynamics: scene.dynamics,
  mood_and_atmosphere: scene.mood,
})

/** The plot as a NarrativeDataset. */
export const writeDataset = (plot: Plot, random: SeededRandom): JsonRecord => {
  const scenes = plot.chapters.flatMap((chapter) => chapter.scenes)
  const timelines = new Map(scenes.map(({ id, timeline }) => [id, timeline]))
  return {
    asset_uuid: plot.assetUuid,
    project_uuid: plot.projectUuid,
    project_metadata: {
      asset_name: plot.name,
      project_name: plot.name,
      version: '1.0',
      issue_date: ISSUE_DATE,
      annotator: 'generator',
      description: scenes[0]?.text,
    },
    scenes: Object.fromEntries(scenes.map((scene) => [String(scene.id), writeDatasetScene(scene, random.uuid())])),
    chapters: Object.fromEntries(
      plot.chapters.map((chapter) => [
        String(chapter.number),
        {
          chapter_uuid: chapter.uuid,
          local_id: chapter.number,
          name: chapter.name,
          scene_ids: chapter.scenes.map(({ id }) => String(id)),
        },
      ]),
    ),
    narrative_storyline: {
      root_branch_id: 'main',
      branches: {
        main: {
          branch_id: 'main',
          name: plot.name,
          nodes: plot.storyline.map((id, i) => ({
            local_id: id,
            narrative_index: i + 1,
            narrative_function: timelines.get(id),
          })),
        },
      },
    },
  }
}

/** Times of flat chapters. */
const secondTimes = ({ startMs, endMs }: { startMs: number; endMs: number }) => ({
  start: startMs / 1000,
  end: endMs / 1000,
})

const writeFlatChapter = ({ uuid, number, name, scenes }: PlotChapter): JsonRecord => ({
  id: uuid,
  sequence_number: number,
  name,
  source_file: `${number}.mp4`,
  duration: (scenes.at(-1)?.endMs ?? 0) / 1000,
  scenes: scenes.map((scene) => ({
    ...secondTimes(scene),
    label: scene.name,
    description: scene.text,
    mood: scene.mood,
    scene_type: scene.contentType,
    location: scene.location,
    character_dynamics: scene.dynamics,
  })),
  dialogues: scenes.flatMap(({ dialogues }) =>
    dialogues.map((line) => ({ ...secondTimes(line), text: line.text, speaker: line.speaker })),
  ),
  captions: scenes.flatMap(({ captions }) =>
    captions.map((caption) => ({ ...secondTimes(caption), content: caption.text, category: caption.type })),
  ),
  highlights: scenes.flatMap(({ highlights }) =>
    highlights.map(({ description, type, mood, tags, ...span }) => ({
      ...secondTimes(span),
      description,
      type,
      mood,
      tags,
    })),
  ),
})

/** The plot as flat chapters. They carry no scene ids and no storyline, so both follow the playing order. */
export const writeFlat = (plot: Plot): JsonRecord => ({
  project_id: plot.projectUuid,
  asset_id: plot.assetUuid,
  project_name: plot.name,
  global_character_list: plot.characters,
  chapters: Object.fromEntries(plot.chapters.map((chapter) => [chapter.uuid, writeFlatChapter(chapter)])),
})
