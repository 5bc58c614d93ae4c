import { expect, test } from 'vitest'
import { chooseByWords } from '../choose-by-words.ts'
import { pickClipChooser } from './make-model-chooser.ts'

const usageOf = () => Promise.reject(new Error('nobody was paid'))

test('without a model words choose', () => {
  expect(pickClipChooser({ languageModel: null, usageOf })).toBe(chooseByWords)
})
