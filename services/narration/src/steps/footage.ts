import type { Scene } from '@vss/shared/story/story.ts'

/**
 * Milliseconds of footage under some scenes. Time that several scenes of a chapter share counts once; the same time in
 * another chapter is other footage.
 */
export const footageMs = (scenes: readonly Pick<Scene, 'chapterId' | 'startMs' | 'endMs'>[]): number => {
  const coveredUntil = new Map<string, number>()
  let total = 0
  for (const { chapterId, startMs, endMs } of [...scenes].sort((a, b) => a.startMs - b.startMs)) {
    const from = Math.max(startMs, coveredUntil.get(chapterId) ?? 0)
    total += Math.max(0, endMs - from)
    coveredUntil.set(chapterId, Math.max(from, endMs))
  }
  return total
}
