import type { Scene, Story } from '@vss/shared/story/story.ts'
import type { BriefScene } from '../brief/brief.ts'

export const makeBriefScene = (scene: Scene, given: Partial<BriefScene> = {}): BriefScene => ({
  scene,
  seconds: (scene.endMs - scene.startMs) / 1000,
  score: 1,
  facts: [],
  ...given,
})

export const makeStory = (lang: Story['lang'], characters: string[], scenes: Scene[]): Story => ({
  format: 'blueprint',
  assetId: null,
  name: 'Story',
  lang,
  fps: null,
  chapters: [{ id: '1', number: 1, name: 'One', sceneIds: scenes.map(({ id }) => id) }],
  scenes,
  characters,
  notes: [],
})
