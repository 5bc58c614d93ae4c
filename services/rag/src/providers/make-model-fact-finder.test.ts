import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import { makeModelFactFinder } from './make-model-fact-finder.ts'

/** Ten scenes of 20,000 characters, and the text around them. */
const LIMIT = 250_000
const huge = 'Mara '.repeat(40_000)
const at = { startMs: 0, endMs: 1 }

test.each([
  ['a speaker', { dialogues: [{ speaker: huge, text: 'Yes.', ...at }] }],
  ['a text', { text: huge }],
  [
    'a list of thousands of lines',
    { dialogues: Array.from({ length: 20_000 }, () => ({ speaker: 'A', text: 'b', ...at })) },
  ],
  ['a text of characters that are escaped', { text: '"<\u0001'.repeat(20_000) }],
])('%s without end does not make the prompt longer than its limit', async (_what, scene) => {
  const prompts: string[] = []
  const model: LanguageModel = {
    ...{ provider: 'p', model: 'm' },
    generate: async (request) => {
      prompts.push(request.prompt)
      return {
        value: request.schema.parse({ facts: [] }),
        usage: { promptTokens: 0, cachedTokens: 0, thinkingTokens: 0, outputTokens: 0 },
      }
    },
  }
  const scenes = Array.from({ length: 10 }, (_, index) => makeScene(index + 1, scene))
  const finder = makeModelFactFinder(model, () => Promise.reject(new Error('nobody asks')))
  await finder.find({ character: 'Mara', lang: 'en', scenes, cast: ['Mara', huge] }, new AbortController().signal)
  expect(prompts[0]?.length).toBeLessThan(LIMIT)
})
