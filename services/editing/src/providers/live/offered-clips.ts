import { shortenText } from '@vss/shared/errors/shorten-text.ts'
import { at, type Candidate } from '../../film/film.ts'
import type { FilmMaterial } from '../clip-chooser.ts'

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
    : Array.from({ length: most }, (_, place) => at(items, Math.floor((place * items.length) / most)))

/** A sentence, and the clips it may have. */
export type AskedSentence = { index: number; text: string; scenes: number[]; clips: OfferedClip[] }

/** Sentences that follow each other mostly cite the same scenes, whose clips are then shown once for all of them. */
const MOST_SENTENCES = 8
/** Of clips in one request: some ten thousand tokens, of which nothing is overlooked. */
const MOST_CLIPS = 120
/** A sentence of narration cites one to three. */
const MOST_SCENES = 8
const MOST_TEXT = 600

/** The sentences for which there is something to choose, in the order of the film, a few to a request. */
export const batchSentences = ({ narrations, cited }: FilmMaterial, offer: Offer): AskedSentence[][] => {
  const batches: AskedSentence[][] = []
  let shown = new Set<number>()
  for (const [index, narration] of narrations.entries()) {
    const sentence = toAsked(index, narration, cited[index] ?? [], offer)
    if (sentence.text === '' || sentence.clips.length < 2) continue
    const together = new Set([...shown, ...sentence.clips.map(({ number }) => number)])
    const last = batches.at(-1)
    if (last && last.length < MOST_SENTENCES && together.size <= MOST_CLIPS) {
      last.push(sentence)
      shown = together
    } else {
      batches.push([sentence])
      shown = new Set(sentence.clips.map(({ number }) => number))
    }
  }
  return batches
}

const toAsked = (index: number, narration: string, cited: readonly number[], offer: Offer): AskedSentence => {
  const scenes = cited.filter((scene) => (offer.scenes[scene]?.length ?? 0) > 0).slice(0, MOST_SCENES)
  const clips = scenes.flatMap((scene) => offer.scenes[scene] ?? [])
  return { index, text: shortenText(narration.trim(), MOST_TEXT), scenes, clips }
}
