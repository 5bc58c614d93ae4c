import type { Scene } from '@vss/shared/story/story.ts'

/**
 * Milliseconds of footage of the scenes. Time that several scenes of a chapter share counts once; the same time in
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

/** Footage between two neighbouring scene edges, and the scenes that share it. */
type Piece = { from: number; to: number; owners: Scene[] }

const piecesOf = (scenes: readonly Scene[]): Piece[] => {
  const edges = [...new Set(scenes.flatMap((scene) => [scene.startMs, scene.endMs]))].sort((a, b) => a - b)
  const byStart = [...scenes].sort((a, b) => a.startMs - b.startMs)
  const pieces: Piece[] = []
  let open: Scene[] = []
  let next = 0
  for (const [i, to] of edges.entries()) {
    const from = edges[i - 1]
    if (from === undefined) continue
    open = open.filter((scene) => scene.endMs > from)
    for (let scene = byStart[next]; scene && scene.startMs <= from; scene = byStart[next]) {
      if (scene.endMs > from) open.push(scene)
      next += 1
    }
    if (open.length > 0) pieces.push({ from, to, owners: open })
  }
  return pieces
}

/**
 * Seconds of footage that belong to each scene, by scene id. A piece that several scenes of a chapter share goes to the
 * one with the least footage so far, so the seconds add up to the footage and each frame counts once.
 */
export const ownSeconds = (scenes: readonly Scene[]): Map<number, number> => {
  const ownMs = new Map<number, number>(scenes.map((scene) => [scene.id, 0]))
  const chapters = Map.groupBy(scenes, (scene) => scene.chapterId)
  for (const chapter of chapters.values()) {
    // Exclusive pieces first, so that the shared ones can even out the rest.
    const pieces = piecesOf(chapter).sort((a, b) => a.owners.length - b.owners.length || a.from - b.from)
    for (const piece of pieces) {
      const poorest = piece.owners.reduce((best, scene) => {
        const gap = (ownMs.get(scene.id) ?? 0) - (ownMs.get(best.id) ?? 0)
        return gap < 0 || (gap === 0 && scene.order < best.order) ? scene : best
      })
      ownMs.set(poorest.id, (ownMs.get(poorest.id) ?? 0) + piece.to - piece.from)
    }
  }
  return new Map([...ownMs].map(([id, ms]) => [id, ms / 1000]))
}
