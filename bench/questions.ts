import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'
import { buildSceneDocuments } from '../services/rag/src/steps/build-scene-documents.ts'
import en from './questions/en.json' with { type: 'json' }
import zh from './questions/zh.json' with { type: 'json' }

export const QUESTION_KINDS = ['dialogue', 'event', 'character', 'time'] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

/** A question about a sample story, and the scenes that answer it. */
export type Question = { question: string; scenes: number[] }

/** Frozen before anything was tuned on them: they are asked, never adapted. */
export const QUESTIONS: Record<StoryLanguage, Record<QuestionKind, Question[]>> = { en, zh }

/** All that search can read of each scene. */
export const textOfScenes = (story: Story): Map<number, string> =>
  new Map(
    buildSceneDocuments(story, []).map(({ sceneId, sections }) => [
      sceneId,
      sections.map(({ text }) => text).join('\n'),
    ]),
  )
