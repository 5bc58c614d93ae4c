import type { Scene, Story } from '@vss/shared/story/story.ts'

/** A clip as an Edge cuts it: milliseconds in the video of the scene's chapter. */
export type Clip = { sceneId: number; startMs: number; durationMs: number }

/** A spoken sentence: the scenes it cites and its measured length in milliseconds, not rounded. */
export type Sentence = { text: string; sceneIds: number[]; audioMs: number }

/** The footage under each sentence. */
export type Film = Clip[][]

/** Who cut a film: the editing service or a baseline. */
export const CUTTERS = ['ours', 'A', 'B'] as const
export type Cutter = (typeof CUTTERS)[number]

/** Baseline A: one clip from the first cited scene, from its start, as long as the audio. */
export const cutFirstScene = (story: Story, sentences: readonly Sentence[]): Film => {
  const sceneOf = new Map(story.scenes.map((scene) => [scene.id, scene]))
  return sentences.map(({ sceneIds, audioMs }) => {
    const scene = sceneIds.map((id) => sceneOf.get(id)).find((one) => one !== undefined)
    return scene ? [{ sceneId: scene.id, startMs: scene.startMs, durationMs: Math.round(audioMs) }] : []
  })
}

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
 * Baseline B: the dialogue groups of the cited scenes in scene order. The last groups are shortened when they are longer
 * than the audio, and the last one is extended when they are shorter. Without any lines: the start of the first scene.
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
