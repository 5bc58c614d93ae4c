import type { Story } from '@vss/shared/story/story.ts'
import { makeSeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { spokenSeconds } from '../fake-voice.ts'
import type { Film, Sentence } from './film.ts'

const SEED = 7

/** A sentence that cites two scenes and tells a line of one of them. */
export type KnownSentence = Sentence & { about: number }

/** Tells every other scene that has lines by one of them. The scene before or after it is cited too, in random order. */
export const knownSentences = (story: Story): KnownSentence[] => {
  const random = makeSeededRandom(SEED)
  return story.scenes.flatMap((scene, at) => {
    const neighbour = story.scenes[random.chance(0.5) ? at + 1 : at - 1]
    const line = scene.dialogues[Math.floor(scene.dialogues.length / 2)]
    if (at % 2 === 1 || !neighbour || !line) return []
    const sceneIds = random.chance(0.5) ? [scene.id, neighbour.id] : [neighbour.id, scene.id]
    return [{ text: line.text, sceneIds, audioMs: Math.round(spokenSeconds(line.text) * 1000), about: scene.id }]
  })
}

export type RelevanceFigures = {
  sentences: number
  /** Share of the footage that shows the scene its sentence is about. */
  precision: number
  /** Share of the sentences under which their own scene is shown. */
  recall: number
}

export const measureRelevance = (film: Film, sentences: readonly KnownSentence[]): RelevanceFigures => {
  const clips = film.flatMap((own, at) =>
    own.map((clip) => ({ ...clip, isRight: clip.sceneId === sentences[at]?.about })),
  )
  const lengthOf = (some: typeof clips) => some.reduce((total, { durationMs }) => total + durationMs, 0)
  const shown = film.filter((own, at) => own.some(({ sceneId }) => sceneId === sentences[at]?.about))
  return {
    sentences: sentences.length,
    precision: lengthOf(clips.filter(({ isRight }) => isRight)) / lengthOf(clips),
    recall: shown.length / sentences.length,
  }
}
