import type { JsonRecord } from '../story/read-record.ts'
import { formatTime } from '../story/time.ts'
import type { Plot, PlotScene } from './invent-plot.ts'

const GENERATION_DATE = '2025-01-01T00:00:00Z'

const times = ({ startMs, endMs }: { startMs: number; endMs: number }) => ({
  start_time: formatTime(startMs),
  end_time: formatTime(endMs),
})

const writeScene = (scene: PlotScene, chapterNumber: number): JsonRecord => ({
  id: scene.id,
  name: scene.name,
  textual: scene.text,
  chapter_id: chapterNumber,
  ...times(scene),
  dialogues: scene.dialogues.map((line) => ({ content: line.text, speaker: line.speaker, ...times(line) })),
  captions: scene.captions.map((caption) => ({ content: caption.text, ...times(caption) })),
  highlights: scene.highlights.map(({ type, description, mood, ...span }, i) => ({
    id: i + 1,
    type,
    description,
    mood,
    ...times(span),
  })),
  narrative_cues: scene.cues.map((cue) => ({ type: cue.type, value: cue.value, ...times(cue) })),
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
    plot.chapters.flatMap(({ number, scenes }) => scenes.map((scene) => [String(scene.id), writeScene(scene, number)])),
  ),
  narrative_timeline: {
    type: 'linear',
    sequence: Object.fromEntries(plot.storyline.map((id, i) => [String(id), { narrative_index: i + 1 }])),
  },
})
