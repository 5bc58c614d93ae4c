import type { BriefScene } from '../providers/narration-writer.ts'

/** Everything the story and its facts say of a scene. */
export const textOfScene = ({ scene, facts }: Pick<BriefScene, 'scene' | 'facts'>): string =>
  [
    scene.name,
    scene.text,
    scene.location,
    scene.dynamics,
    scene.mood,
    ...scene.dialogues.flatMap((line) => [line.speaker, line.text]),
    ...scene.captions.map((caption) => caption.text),
    ...scene.highlights.map((mark) => mark.description),
    ...facts.flatMap((fact) => [fact.character, fact.value]),
  ].join('\n')
