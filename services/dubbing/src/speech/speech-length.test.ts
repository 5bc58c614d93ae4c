import { expect, test } from 'vitest'
import { speechLengthBounds } from './speech-length.ts'

test('allows 0.03 to 0.6 seconds a character, punctuation not counted', () => {
  const { minSec, maxSec } = speechLengthBounds('他站在码头上，等一个人。', 1)
  expect(minSec).toBeCloseTo(0.3)
  expect(maxSec).toBeCloseTo(6)
})

test('letters of a word count one by one', () => {
  expect(speechLengthBounds('half-open doors', 1).maxSec).toBeCloseTo(13 * 0.6)
})

test('a very short text may take two seconds', () => {
  expect(speechLengthBounds('好', 1)).toEqual({ minSec: 0.03, maxSec: 2 })
})

test('a speed that was asked for widens its side only', () => {
  const normal = speechLengthBounds('一二三四五六七八九十', 1)
  expect(speechLengthBounds('一二三四五六七八九十', 0.5)).toEqual({ ...normal, maxSec: normal.maxSec * 2 })
  expect(speechLengthBounds('一二三四五六七八九十', 2)).toEqual({ ...normal, minSec: normal.minSec / 2 })
})
