import type { JsonRecord } from '../story/read-record.ts'
import { formatTime } from '../story/time.ts'
import type { Plot, PlotScene } from './invent-plot.ts'
import type { SeededRandom } from './seeded-random.ts'

const ISSUE_DATE = '2025-01-01'

const times = ({ startMs, endMs }: { startMs: number; endMs: number }) => ({
  start_time: formatTime(startMs),
  end_time: formatTime(endMs),
})

const writeScene = (scene: PlotScene, uuid: string): JsonRecord => ({
  scene_uuid: uuid,
  id: scene.id,
  ...times(scene),
  scene_content_type: scene.contentType,
  dialogues: scene.dialogues.map((line) => ({ content: line.text, speaker: line.speaker, ...times(line) })),
  captions: scene.captions.map((caption) => ({ content: caption.text, type: caption.type, ...times(caption) })),
  highlights: scene.highlights.map(({ description, type, tags, ...span }) => ({
    description,
    type,
    ...times(span),
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
    scenes: Object.fromEntries(scenes.map((scene) => [String(scene.id), writeScene(scene, random.uuid())])),
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
