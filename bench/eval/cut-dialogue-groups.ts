import type { Scene, Story } from '@vss/shared/story/story.ts'
import type { Clip, Film, Sentence } from './film.ts'

const GAP_MS = 1000

const groupsOf = (scene: Scene): Clip[] => {
  const groups: { startMs: number; endMs: number }[] = []
  for (const { startMs, endMs } of scene.dialogues) {
    const last = groups.at(-1)
    if (last && startMs - last.endMs < GAP_MS) last.endMs = Math.max(last.endMs, endMs)
    else groups.push({ startMs, endMs })
  }
  return groups.map(({ startMs, endMs }) => ({ sceneId: scene.id, startMs, durationMs: endMs - startMs }))
}

/**
 * Baseline B: the dialogue groups of the cited scenes in scene order; what is too much is taken from the last ones,
 * what is missing is added to the last. Scenes without a line give their start.
 */
export const cutDialogueGroups = (story: Story, sentences: readonly Sentence[]): Film =>
  sentences.map(({ sceneIds, audioMs }) => {
    const scenes = story.scenes.filter(({ id }) => sceneIds.includes(id))
    const groups = scenes.flatMap(groupsOf).filter(({ durationMs }) => durationMs > 0)
    const [first] = scenes
    if (groups.length === 0)
      return first ? [{ sceneId: first.id, startMs: first.startMs, durationMs: Math.round(audioMs) }] : []
    let left = Math.round(audioMs)
    const clips = groups.flatMap((group) => {
      const durationMs = Math.min(group.durationMs, left)
      left -= durationMs
      return durationMs > 0 ? [{ ...group, durationMs }] : []
    })
    const last = clips.at(-1)
    if (last) last.durationMs += left
    return clips
  })
