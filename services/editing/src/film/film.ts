/**
 * The film as whole frames. A scene is known by its position in the storyline (`story.scenes[order]`); a span counts
 * frames of the chapter's own video, `to` not included.
 */
export type Span = { from: number; to: number }

/** `from === to` when the scene holds no whole frame. */
export type FilmScene = Span & { order: number; id: number; chapterId: string }

/** A sentence of the film. */
export type FilmEntry = {
  index: number
  frames: number
  /** The scenes it cites, by order; where it cites none that exists, those of the nearest entry that does. */
  cited: number[]
  /** The cited scenes to show by preference, as many as clips of a pleasant length need; a subset of `cited`. */
  preferred: number[]
  /** Where in the storyline to look for footage: `cited`, or a guess where no entry of the film cites anything. */
  anchors: number[]
  /** The shortest clip it may have: the film's minimum, or all of the entry where that is shorter. */
  minFrames: number
}

/** Frames under one entry, all of one scene. */
export type FilmClip = Span & { entry: number; scene: number }

/** A stretch of footage that belongs to one scene alone, and the frames each entry takes from it. */
export type Run = Span & { scene: number; quotas: Map<number, number> }

/** Clip lengths in frames. */
export type ClipLimits = {
  /** Shorter is a flash; 1 where the footage allows nothing else. */
  min: number
  /** Longer is cut in two. */
  max: number
}

export const lengthOf = (span: Span): number => span.to - span.from

export const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}
