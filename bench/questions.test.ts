import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'
import { describe, expect, test } from 'vitest'
import { sampleStory } from '../services/narration/src/testing/sample-story.ts'
import { queryTokens, STOP_CHARACTERS } from '../services/rag/src/retrieve/tokenize.ts'
import { buildSceneDocuments } from '../services/rag/src/steps/build-scene-documents.ts'
import { QUESTION_KINDS, QUESTIONS } from './questions.ts'

/** Words with a meaning: English stems without stop words, Chinese words as the segmenter finds them. */
const wordsOf = (text: string, lang: StoryLanguage): string[] => {
  if (lang === 'en') return queryTokens(text).map(({ term }) => term)
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  return [
    ...new Set(
      [...segmenter.segment(text)]
        .filter(({ segment, isWordLike }) => isWordLike && [...segment].some((one) => !STOP_CHARACTERS.has(one)))
        .map(({ segment }) => segment),
    ),
  ]
}

/** The share of a question's words that a text also contains, 0 to 1. */
const sharedWords = (question: string, text: string, lang: StoryLanguage): number => {
  const asked = wordsOf(question, lang)
  const there = new Set(wordsOf(text, lang))
  return asked.filter((word) => there.has(word) || (lang === 'zh' && text.includes(word))).length / asked.length
}

/** The whole searchable text of each scene. */
const textOfScenes = (story: Story): Map<number, string> =>
  new Map(
    buildSceneDocuments(story, []).map(({ sceneId, sections }) => [
      sceneId,
      sections.map(({ text }) => text).join('\n'),
    ]),
  )

/** With a larger share a question would quote its answer. */
const MOST_SHARED = 0.4
const FEWEST = 20

describe.each(['en', 'zh'] as const)('the questions in %s', (lang) => {
  const texts = textOfScenes(sampleStory(lang))

  test.each(QUESTION_KINDS)('%s: there are enough of them, none twice, about scenes of the story', (kind) => {
    const questions = QUESTIONS[lang][kind]
    expect(new Set(questions.map(({ question }) => question)).size).toBe(questions.length)
    expect(questions.length).toBeGreaterThanOrEqual(FEWEST)
    for (const { scenes } of questions) {
      expect(scenes.length).toBeGreaterThan(0)
      expect(scenes.filter((id) => !texts.has(id))).toEqual([])
    }
  })

  test.each(QUESTION_KINDS)('%s: none shares more than two of five words with a scene that answers it', (kind) => {
    const shares = QUESTIONS[lang][kind].flatMap(({ question, scenes }) =>
      scenes.map((id) => ({ question, id, share: sharedWords(question, texts.get(id) ?? '', lang) })),
    )
    expect(shares.filter(({ share }) => share > MOST_SHARED)).toEqual([])
  })
})
