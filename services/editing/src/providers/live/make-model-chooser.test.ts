import { expect, test } from 'vitest'
import { chooseByWords } from '../choose-by-words.ts'
import { chooseClipChooser } from './make-model-chooser.ts'

const usageOf = () => Promise.reject(new Error('nobody was paid'))

test('without a model words choose', () => {
  expect(chooseClipChooser({ languageModel: null, usageOf })).toBe(chooseByWords)
})
