import type { NarrationSegment } from '@vss/shared/contracts/files/narration-script.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { footageMs } from '../../services/narration/src/steps/footage.ts'
import { makeNameFinder } from '../../services/rag/src/corpus/name-finder.ts'
import { buildSceneDocuments } from '../../services/rag/src/steps/build-scene-documents.ts'
import type { Sentence } from './film.ts'

export type NarrationFigures = {
  sentences: number
  audioSec: number
  /** Measured seconds divided by the seconds asked for, or by nine tenths of the footage if that is less. */
  lengthOfTarget: number
  /** Sentences longer than their footage allows: their share, the seconds in total, and the largest excess. */
  overLimitShare: number
  overLimitSec: number
  worstOverLimit: number
  /** Sentences that cite a scene the story does not have, or name a person who is in none of the cited scenes. */
  contradictedShare: number
  contradicted: string[]
}

const FOOTAGE_SHARE = 0.9

const findContradictions = (story: Story, sentences: readonly Sentence[]): string[] => {
  const peopleIn = new Map(
    buildSceneDocuments(story, []).map(({ sceneId, speakers, mentioned }) => [sceneId, [...speakers, ...mentioned]]),
  )
  const namesIn = makeNameFinder(story.characters)
  return sentences.flatMap(({ text, sceneIds }) => {
    const unknown = sceneIds.filter((id) => !peopleIn.has(id))
    const present = new Set(sceneIds.flatMap((id) => peopleIn.get(id) ?? []))
    const absent = namesIn(text).filter((name) => !present.has(name))
    return unknown.length + absent.length > 0 ? [`${[...unknown, ...absent].join(', ')}: ${text}`] : []
  })
}

/** `sentences[i]` is `segments[i]`, spoken. */
export const measureNarration = (
  story: Story,
  segments: readonly NarrationSegment[],
  sentences: readonly Sentence[],
  minutes: number,
): NarrationFigures => {
  const audioSec = sentences.reduce((total, { audioMs }) => total + audioMs / 1000, 0)
  const targetSec = Math.min(minutes * 60, (FOOTAGE_SHARE * footageMs(story.scenes)) / 1000)
  const over = segments.map(({ metadata }, at) => ({
    limit: metadata.duration_limit,
    over: Math.max(0, (sentences[at]?.audioMs ?? 0) / 1000 - metadata.duration_limit),
  }))
  const contradicted = findContradictions(story, sentences)
  return {
    sentences: sentences.length,
    audioSec,
    lengthOfTarget: audioSec / targetSec,
    overLimitShare: over.filter((one) => one.over > 0).length / over.length,
    overLimitSec: over.reduce((total, one) => total + one.over, 0),
    worstOverLimit: Math.max(...over.map((one) => one.over / one.limit)),
    contradictedShare: contradicted.length / sentences.length,
    contradicted,
  }
}
