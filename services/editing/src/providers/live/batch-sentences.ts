import { shortenText } from '../../words/shorten-text.ts'
import type { FilmMaterial } from '../clip-chooser.ts'
import type { Offer, OfferedClip } from './offer-clips.ts'

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
