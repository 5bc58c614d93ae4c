import type { JsonRecord } from '../story/read-record.ts'
import type { Plot, PlotChapter } from './invent-plot.ts'

const times = ({ startMs, endMs }: { startMs: number; endMs: number }) => ({ start: startMs / 1000, end: endMs / 1000 })

const writeChapter = ({ uuid, number, name, scenes }: PlotChapter): JsonRecord => ({
  id: uuid,
  sequence_number: number,
  name,
  source_file: `${number}.mp4`,
  duration: (scenes.at(-1)?.endMs ?? 0) / 1000,
  scenes: scenes.map((scene) => ({
    ...times(scene),
    label: scene.name,
    description: scene.text,
    mood: scene.mood,
    scene_type: scene.contentType,
    location: scene.location,
    character_dynamics: scene.dynamics,
  })),
  dialogues: scenes.flatMap(({ dialogues }) =>
    dialogues.map((line) => ({ ...times(line), text: line.text, speaker: line.speaker })),
  ),
  captions: scenes.flatMap(({ captions }) =>
    captions.map((caption) => ({ ...times(caption), content: caption.text, category: caption.type })),
  ),
  highlights: scenes.flatMap(({ highlights }) =>
    highlights.map(({ description, type, mood, tags, ...span }) => ({ ...times(span), description, type, mood, tags })),
  ),
})

/** The plot as flat chapters. They carry no scene ids and no storyline, so both follow the playing order. */
export const writeFlat = (plot: Plot): JsonRecord => ({
  project_id: plot.projectUuid,
  asset_id: plot.assetUuid,
  project_name: plot.name,
  global_character_list: plot.characters,
  chapters: Object.fromEntries(plot.chapters.map((chapter) => [chapter.uuid, writeChapter(chapter)])),
})
