import type { Span } from './film.ts'

/** Frames already shown, as sorted spans that do not touch. */
export type Covered = {
  /** Adds a span; returns how many of its frames were new. */
  add(span: Span): number
  /** The parts of a span that are not covered, in order. */
  gapsIn(span: Span): Span[]
}

export const makeCovered = (): Covered => {
  const spans: Span[] = []
  /** Index of the first span that ends at or after `frame`. */
  const firstEndingAt = (frame: number): number => {
    let low = 0
    let high = spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((spans[middle] as Span).to < frame) low = middle + 1
      else high = middle
    }
    return low
  }
  const gapsIn = ({ from, to }: Span): Span[] => {
    const gaps: Span[] = []
    let at = from
    for (let index = firstEndingAt(from); index < spans.length && at < to; index++) {
      const span = spans[index] as Span
      if (span.from > at) gaps.push({ from: at, to: Math.min(span.from, to) })
      at = Math.max(at, span.to)
    }
    if (at < to) gaps.push({ from: at, to })
    return gaps
  }
  return {
    gapsIn,
    add: (span) => {
      let added = 0
      for (const { from, to } of gapsIn(span)) added += to - from
      const first = firstEndingAt(span.from)
      let last = first
      while (last < spans.length && (spans[last] as Span).from <= span.to) last++
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
export const makeCoveredByChapter = (): ((chapterId: string) => Covered) => {
  const chapters = new Map<string, Covered>()
  return (chapterId) => {
    const known = chapters.get(chapterId) ?? makeCovered()
    chapters.set(chapterId, known)
    return known
  }
}
