import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { sampleStory } from '../../services/narration/src/testing/sample-story.ts'
import { rankScenes } from '../../services/rag/src/retrieve/rank-scenes.ts'
import { QUESTION_KINDS, QUESTIONS, type QuestionKind } from '../questions.ts'
import { indexStory } from './offline-services.ts'

export type RetrievalFigures = {
  questions: number
  recall1: number
  recall3: number
  recall10: number
  ndcg10: number
  /** Recall of ten random scenes. */
  chance10: number
}

/** Share of the right scenes among the first `k`. */
export const recallAt = (found: readonly number[], right: readonly number[], k: number): number =>
  found.slice(0, k).filter((id) => right.includes(id)).length / right.length

const gain = (rank: number) => 1 / Math.log2(rank + 2)

/** Normalised discounted cumulative gain of the first `k`, right or wrong (Järvelin and Kekäläinen, 2002). */
export const ndcgAt = (found: readonly number[], right: readonly number[], k: number): number => {
  const got = found.slice(0, k).reduce((total, id, rank) => total + (right.includes(id) ? gain(rank) : 0), 0)
  const best = right.slice(0, k).reduce((total, _, rank) => total + gain(rank), 0)
  return got / best
}

/** Searches a sample story for the frozen questions by words alone: without embeddings or favoured characters. */
export const measureRetrieval = (lang: StoryLanguage): Record<QuestionKind, RetrievalFigures> => {
  const index = indexStory(sampleStory(lang))
  const measure = (kind: QuestionKind): RetrievalFigures => {
    const asked = QUESTIONS[lang][kind].map(({ question, scenes }) => ({
      right: scenes,
      found: rankScenes(index, { query: question, sceneIds: null, characters: [], topK: 10 }).map(
        ({ scene }) => scene.sceneId,
      ),
    }))
    const mean = (figure: (one: (typeof asked)[number]) => number) =>
      asked.reduce((total, one) => total + figure(one), 0) / asked.length
    return {
      questions: asked.length,
      recall1: mean(({ found, right }) => recallAt(found, right, 1)),
      recall3: mean(({ found, right }) => recallAt(found, right, 3)),
      recall10: mean(({ found, right }) => recallAt(found, right, 10)),
      ndcg10: mean(({ found, right }) => ndcgAt(found, right, 10)),
      chance10: 10 / index.scenes.length,
    }
  }
  return Object.fromEntries(QUESTION_KINDS.map((kind) => [kind, measure(kind)])) as Record<
    QuestionKind,
    RetrievalFigures
  >
}
