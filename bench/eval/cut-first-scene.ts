import type { Story } from '@vss/shared/story/story.ts'
import type { Film, Sentence } from './film.ts'

/** Baseline A: one clip from the first cited scene, from its start, as long as the audio. */
export const cutFirstScene = (story: Story, sentences: readonly Sentence[]): Film => {
  const sceneOf = new Map(story.scenes.map((scene) => [scene.id, scene]))
  return sentences.map(({ sceneIds, audioMs }) => {
    const scene = sceneIds.map((id) => sceneOf.get(id)).find((one) => one !== undefined)
    return scene ? [{ sceneId: scene.id, startMs: scene.startMs, durationMs: Math.round(audioMs) }] : []
  })
}
