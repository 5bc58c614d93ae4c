import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutText, shortenText } from './shorten-text.ts'

test('what fits stays as it is, what does not ends in an ellipsis', () => {
  expect(shortenText('abc', 3)).toBe('abc')
  expect(shortenText('abcd', 3)).toBe('ab…')
  expect(cutText('abcd', 3)).toBe('abc')
  expect(shortenText('', 3)).toBe('')
})

test('a character outside the first plane counts as one and is never cut in two', () => {
  expect(shortenText('𝒜𝒜𝒜', 3)).toBe('𝒜𝒜𝒜')
  expect(shortenText('𝒜𝒜𝒜𝒜', 3)).toBe('𝒜𝒜…')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, most) => {
      const short = shortenText(text, most)
      expect(short.isWellFormed()).toBe(true)
      expect(Array.from(short).length).toBeLessThanOrEqual(most)
      expect(text.startsWith(short.replace(/…$/, ''))).toBe(true)
    }),
  )
})

test('a text of half a pair is left alone where it fits and repaired where it is cut', () => {
  expect(cutText('a\ud83d', 2)).toBe('a\ud83d')
  expect(cutText('\ud83dbcd', 2)).toBe('\ufffdb')
})
