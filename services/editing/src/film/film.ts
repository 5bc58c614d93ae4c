import type { FrameRate } from '@vss/shared/story/frame-rate.ts'

/**
 * The film as whole frames. A scene is known by its position in the storyline (`story.scenes[order]`); a span counts
 * frames of the chapter's own video, `to` not included.
 */
export type FrameSpan = { from: number; to: number }

/** `from === to` when the scene holds no whole frame. */
export type FilmScene = FrameSpan & { order: number; id: number; chapterId: string }

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
export type FilmClip = FrameSpan & { entry: number; scene: number }

/** Footage that belongs to one scene alone, and the frames that each entry takes from it. */
export type Stretch = FrameSpan & { scene: number; quotas: Map<number, number> }

/** A part of a chapter's video over which the same scenes lie: the unit in which shared footage counts once. */
export type Atom = FrameSpan & {
  /** Orders of the scenes over it. */
  scenes: number[]
}

/** Frames of an atom that an entry takes as footage of a scene. */
export type Quota = { entry: number; scene: number; atom: number; frames: number }

/** Clip lengths in frames. */
export type ClipLimits = {
  /** Shorter is a flash; 1 where the footage allows nothing else. */
  min: number
  /** Longer is cut in two. */
  max: number
}

/** All that the fit of a film depends on. It is read only: each stage returns, or changes, its own working data. */
export type FilmPlan = {
  /** By order in the storyline. */
  scenes: readonly FilmScene[]
  /** By index. */
  entries: readonly FilmEntry[]
  /** What may play, by scene order. */
  candidates: readonly (readonly Candidate[])[]
  prefer: Preference
  limits: ClipLimits
  rate: FrameRate
}

/**
 * The element at an index that is known to be in range. Throws where it is not, so that a wrong index stops the fit
 * instead of travelling on as `undefined`.
 */
export const at = <Element>(array: readonly Element[], index: number): Element => {
  const element = array[index]
  if (element === undefined) throw new RangeError(`there is no element ${index} among ${array.length}`)
  return element
}

export const lengthOf = (span: FrameSpan): number => span.to - span.from

export const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Footage that may become a clip: a conversation, a line, a highlight, or what happens between the words. */
export type Candidate = {
  type: 'dialogue_group' | 'dialogue_single' | 'action' | 'highlight'
  /** Order of its scene. */
  scene: number
  /** Milliseconds of the chapter's video, inside the scene; `endMs > startMs`. */
  startMs: number
  endMs: number
  /** Lines with their speakers, or a description of the picture. */
  content: string
}

/** How well a candidate goes under an entry: 0 (nothing in common) … 1. */
export type Preference = (entry: number, candidate: Candidate) => number
