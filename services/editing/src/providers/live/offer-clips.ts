import type { Candidate } from '../../film/candidate.ts'

/** A candidate the model may choose, and the number it is known by in every prompt of the film. */
export type OfferedClip = { number: number; candidate: Candidate }

export type Offer = {
  /** By scene order, in order of time. */
  scenes: readonly (readonly OfferedClip[])[]
  /** The conversation around a candidate, which is offered in its place. */
  conversationOf: ReadonlyMap<Candidate, Candidate>
}

/** Of longer lists, models leave out what stands in the middle. */
const MOST_CLIPS_PER_SCENE = 24

/**
 * What is offered of each scene: conversations, the lines outside them, highlights, and the footage between. Of a scene
 * with very many, some spread evenly over it.
 */
export const offerClips = (candidates: readonly (readonly Candidate[])[]): Offer => {
  const conversationOf = new Map<Candidate, Candidate>()
  let number = 0
  const scenes = candidates.map((own) => {
    const conversations = own.filter(({ type }) => type === 'dialogue_group')
    const free = own.filter((candidate) => {
      if (candidate.type !== 'dialogue_single' && candidate.type !== 'action') return true
      const around = conversations.find(
        ({ startMs, endMs }) => startMs <= candidate.startMs && candidate.endMs <= endMs,
      )
      if (around) conversationOf.set(candidate, around)
      return !around
    })
    const inTime = free.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
    return spreadOver(inTime, MOST_CLIPS_PER_SCENE).map((candidate): OfferedClip => ({ number: ++number, candidate }))
  })
  return { scenes, conversationOf }
}

const spreadOver = <T>(items: readonly T[], most: number): T[] =>
  items.length <= most
    ? [...items]
    : Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)] as T)
