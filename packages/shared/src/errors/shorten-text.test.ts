import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutText, listNames, shortenText } from './shorten-text.ts'

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

test('a few names are listed as the language does it', () => {
  expect(listNames(['沈知夏', '顾言舟'], 'zh')).toBe('沈知夏、顾言舟')
  expect(listNames(['Mara', 'Jory'], 'en')).toBe('Mara, Jory')
})

test('however many and long they are, the sentence stays short and whole', () => {
  const text = listNames(
    Array.from({ length: 100_000 }, () => '💥'.repeat(50_000)),
    'en',
  )
  expect(Array.from(text).length).toBeLessThan(1_000)
  expect(text.endsWith('…, …')).toBe(true)
  expect(text.isWellFormed()).toBe(true)
})
