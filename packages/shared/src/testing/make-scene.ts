import type { Scene } from '../story/story.ts'

/** A scene that says nothing but what is given, ten seconds long. */
export const makeScene = (id: number, given: Partial<Scene> = {}): Scene => ({
  id,
  chapterId: '1',
  chapterNumber: 1,
  order: id,
  timeline: 'LINEAR',
  startMs: 0,
  endMs: 10_000,
  name: null,
  text: null,
  contentType: null,
  location: null,
  dynamics: null,
  mood: null,
  dialogues: [],
  captions: [],
  highlights: [],
  cues: [],
  ...given,
})
