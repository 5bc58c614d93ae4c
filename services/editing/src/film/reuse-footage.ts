import {
  at,
  type ClipLimits,
  type FilmClip,
  type FilmPlan,
  type FilmScene,
  type FrameSpan,
  lengthOf,
  sum,
} from './film.ts'
import { scenesByDistance } from './scene-distance.ts'
import { makeShownByChapter, type ShownFrames } from './shown-frames.ts'

/**
 * Fills what the footage could not serve once: entry by entry in film order, first with frames no clip shows yet
 * (left-overs too short for a clip of their own), then with the scene that was on screen longest ago, going on where
 * that scene was left. Returns all clips.
 */
export const reuseFootage = ({ scenes, entries, limits }: FilmPlan, placed: readonly FilmClip[]): FilmClip[] => {
  const planned = makeShownByChapter()
  for (const clip of placed) planned(at(scenes, clip.scene).chapterId).add(clip)
  const shelf = makeShelf(scenes, planned, limits)
  const placedOf = Map.groupBy(placed, ({ entry }) => entry)
  return entries.flatMap((entry) => {
    const clips = [...(placedOf.get(entry.index) ?? [])]
    let need = entry.frames - sum(clips.map(lengthOf))
    if (need > 0 && need < entry.minFrames) need = lengthen(scenes, clips, need, entry.minFrames)
    for (const { scene } of clips) shelf.seen(scene)
    const near = need > 0 ? scenesByDistance(scenes, entry).map(({ scene }) => at(scenes, scene)) : []
    while (need > 0) {
      const { scene, ...span } = shelf.take(need, entry.minFrames, near)
      clips.push({ entry: entry.index, scene, ...span })
      need -= lengthOf(span)
    }
    return clips
  })
}

/**
 * A need too short for a clip of its own lengthens one of the entry's clips inside its scene; else a clip gives up
 * frames, or all of them. Returns the frames that are still needed.
 */
const lengthen = (scenes: readonly FilmScene[], clips: FilmClip[], need: number, min: number): number => {
  const roomy = clips.find((clip) => lengthOf(at(scenes, clip.scene)) >= lengthOf(clip) + need)
  if (roomy) {
    const scene = at(scenes, roomy.scene)
    const right = Math.min(need, scene.to - roomy.to)
    roomy.to += right
    roomy.from -= need - right
    return 0
  }
  const long = clips.find((clip) => lengthOf(clip) >= 2 * min - need)
  if (long) {
    long.to -= min - need
    return min
  }
  const dropped = clips.pop()
  return need + (dropped ? lengthOf(dropped) : 0)
}

type Taken = FrameSpan & { scene: number }

const makeShelf = (scenes: readonly FilmScene[], planned: (chapterId: string) => ShownFrames, limits: ClipLimits) => {
  /** When each scene was last on screen, and where its next reuse begins. */
  const lastSeen = scenes.map(() => Number.POSITIVE_INFINITY)
  const cursor = scenes.map(({ from }) => from)
  const untouched = new Set(scenes.filter((scene) => lengthOf(scene) > 0))
  let clock = 0
  const seen = (scene: number) => {
    lastSeen[scene] = clock++
  }
  const sizeIn = (scene: FilmScene, need: number, min: number, wish: number): number => {
    const fits = Math.min(need, lengthOf(scene), wish)
    if (need - fits === 0 || need - fits >= min) return fits
    return need - min >= min && need - min <= lengthOf(scene) ? need - min : need <= lengthOf(scene) ? need : 0
  }
  /** A window over a left-over, as small as a clip may be, since all around it was shown. */
  const takeLeftover = (need: number, min: number, near: readonly FilmScene[]): Taken | null => {
    for (const scene of near) {
      if (!untouched.has(scene) || lengthOf(scene) < min) continue
      const gap = planned(scene.chapterId).gapsIn(scene)[0]
      if (!gap) untouched.delete(scene)
      const size = gap ? sizeIn(scene, need, min, Math.min(limits.max, Math.max(min, lengthOf(gap)))) : 0
      if (!gap || size < min) continue
      const from = Math.max(scene.from, Math.min(gap.from, scene.to - size))
      planned(scene.chapterId).add({ from, to: from + size })
      return { scene: scene.order, from, to: from + size }
    }
    return null
  }
  const takeOldest = (need: number, min: number, near: readonly FilmScene[]): Taken => {
    let best = -1
    for (const scene of near) {
      if (lengthOf(scene) < min || sizeIn(scene, need, min, limits.max) < min) continue
      if (best === -1 || at(lastSeen, scene.order) < at(lastSeen, best)) best = scene.order
    }
    const scene = at(scenes, best)
    const size = sizeIn(scene, need, min, limits.max)
    const from = at(cursor, best) + size <= scene.to ? at(cursor, best) : scene.from
    cursor[best] = from + size
    return { scene: best, from, to: from + size }
  }
  return {
    seen,
    /** `near`: all scenes, the entry's own first. */
    take: (need: number, min: number, near: readonly FilmScene[]): Taken => {
      const taken = takeLeftover(need, min, near) ?? takeOldest(need, min, near)
      seen(taken.scene)
      return taken
    },
  }
}
