import { describe, expect, test } from 'vitest'
import { sampleStory } from '../services/narration/src/testing/sample-story.ts'
import { QUESTION_KINDS, QUESTIONS, textOfScenes } from './questions.ts'
import { sharedWords } from './shared-words.ts'

/** More, and a question would quote its answer instead of asking for it. */
const MOST_SHARED = 0.4
const FEWEST = 20

describe.each(['en', 'zh'] as const)('the questions in %s', (lang) => {
  const texts = textOfScenes(sampleStory(lang))

  test.each(QUESTION_KINDS)('%s: there are enough, each once, about scenes of the story', (kind) => {
    const questions = QUESTIONS[lang][kind]
    expect(new Set(questions.map(({ question }) => question)).size).toBe(questions.length)
    expect(questions.length).toBeGreaterThanOrEqual(FEWEST)
    for (const { scenes } of questions) {
      expect(scenes.length).toBeGreaterThan(0)
      expect(scenes.filter((id) => !texts.has(id))).toEqual([])
    }
  })

  test.each(QUESTION_KINDS)('%s: none shares more than two words in five with a scene that answers it', (kind) => {
    const shares = QUESTIONS[lang][kind].flatMap(({ question, scenes }) =>
      scenes.map((id) => ({ question, id, share: sharedWords(question, texts.get(id) ?? '', lang) })),
    )
    expect(shares.filter(({ share }) => share > MOST_SHARED)).toEqual([])
  })
})
