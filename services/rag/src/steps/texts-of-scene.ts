import type { Scene } from '@vss/shared/story/story.ts'

/** Everything of a scene that is told in words, text by text. */
export const textsOfScene = (scene: Scene): string[] =>
  [
    scene.text,
    scene.dynamics,
    scene.mood,
    ...scene.dialogues.map(({ text }) => text),
    ...scene.captions.map(({ text }) => text),
    ...scene.highlights.map(({ description }) => description),
  ].filter((text) => text !== null)
