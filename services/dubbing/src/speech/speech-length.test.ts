import { expect, test } from 'vitest'
import { likelyLengthSec, speechLengthBounds } from './speech-length.ts'

test('is not below the pace narrations are planned with', () => {
  expect(likelyLengthSec('港'.repeat(42), 1)).toBeGreaterThan(42 / 4.2)
  expect(likelyLengthSec('항'.repeat(35), 1)).toBeGreaterThan(35 / 3.5)
  expect(likelyLengthSec('dunkel '.repeat(22), 1)).toBeGreaterThan(22 / 2.2)
})

test('follows the speed that was asked for', () => {
  expect(likelyLengthSec('夜里的港口', 0.5)).toBeCloseTo(likelyLengthSec('夜里的港口', 1) * 2)
})

test('punctuation alone takes no time', () => {
  expect(likelyLengthSec('……！', 1)).toBe(0)
})

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
