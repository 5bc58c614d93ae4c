import { at, type FrameSpan } from './film.ts'

/** Frames already shown, as sorted spans that do not touch. */
export type ShownFrames = {
  /** Adds a span; returns how many of its frames were new. */
  add(span: FrameSpan): number
  /** The parts of a span that are not covered, in order. */
  gapsIn(span: FrameSpan): FrameSpan[]
}

export const makeShownFrames = (): ShownFrames => {
  const spans: FrameSpan[] = []
  /** Index of the first span that ends at or after `frame`. */
  const firstEndingAt = (frame: number): number => {
    let low = 0
    let high = spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (at(spans, middle).to < frame) low = middle + 1
      else high = middle
    }
    return low
  }
  const gapsIn = ({ from, to }: FrameSpan): FrameSpan[] => {
    const gaps: FrameSpan[] = []
    let next = from
    for (let index = firstEndingAt(from); index < spans.length && next < to; index++) {
      const span = at(spans, index)
      if (span.from > next) gaps.push({ from: next, to: Math.min(span.from, to) })
      next = Math.max(next, span.to)
    }
    if (next < to) gaps.push({ from: next, to })
    return gaps
  }
  return {
    gapsIn,
    add: (span) => {
      let added = 0
      for (const { from, to } of gapsIn(span)) added += to - from
      const first = firstEndingAt(span.from)
      let last = first
      while (last < spans.length && at(spans, last).from <= span.to) last++
      const merged = spans.slice(first, last)
      spans.splice(first, last - first, {
        from: Math.min(span.from, ...merged.map(({ from }) => from)),
        to: Math.max(span.to, ...merged.map(({ to }) => to)),
      })
      return added
    },
  }
}

/** One set of shown frames for each chapter's video. */
export const makeShownByChapter = (): ((chapterId: string) => ShownFrames) => {
  const chapters = new Map<string, ShownFrames>()
  return (chapterId) => {
    const known = chapters.get(chapterId) ?? makeShownFrames()
    chapters.set(chapterId, known)
    return known
  }
}
