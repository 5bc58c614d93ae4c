import type { StoryLanguage } from '@vss/shared/story/story.ts'
import en from './questions/en.json' with { type: 'json' }
import zh from './questions/zh.json' with { type: 'json' }

export const QUESTION_KINDS = ['dialogue', 'event', 'character', 'time'] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

/** A question about a sample story, and the scenes that answer it. */
export type Question = { question: string; scenes: number[] }

/** Frozen before retrieval was tuned: retrieval may change, the questions may not. */
export const QUESTIONS: Record<StoryLanguage, Record<QuestionKind, Question[]>> = { en, zh }
