import { expect, test } from 'vitest'
import { chooseByWords } from './choose-by-words.ts'
import { chooseChooser } from './choose-chooser.ts'

const usageOf = () => Promise.reject(new Error('nobody was paid'))

test('without a model words choose', () => {
  expect(chooseChooser({ languageModel: null, usageOf })).toBe(chooseByWords)
})
