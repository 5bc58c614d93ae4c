import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listNames } from './sentence.ts'
import { cutText, shortenText } from './shorten-text.ts'

test('a text that fits is unchanged, a longer one ends in an ellipsis', () => {
  expect(shortenText('abc', 3)).toBe('abc')
  expect(shortenText('abcd', 3)).toBe('ab…')
  expect(cutText('abcd', 3)).toBe('abc')
  expect(shortenText('', 3)).toBe('')
})

test('a surrogate pair is never cut in two', () => {
  expect(cutText('𝒜𝒜𝒜𝒜', 3)).toBe('𝒜𝒜𝒜')
  expect(shortenText('𝒜𝒜𝒜', 6)).toBe('𝒜𝒜𝒜')
  expect(shortenText('𝒜𝒜𝒜', 5)).toBe('𝒜𝒜…')
  expect(shortenText('𝒜𝒜𝒜', 4)).toBe('𝒜…')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, most) => {
      const short = shortenText(text, most)
      expect(short.isWellFormed()).toBe(true)
      expect(short.length).toBeLessThanOrEqual(most)
      expect(text.startsWith(short.replace(/…$/, ''))).toBe(true)
    }),
  )
})

test('half a surrogate pair is kept in a text that fits, and repaired in one that is cut', () => {
  expect(cutText('a\ud83d', 2)).toBe('a\ud83d')
  expect(cutText('\ud83dbcd', 2)).toBe('\ufffdb')
})

test('a few names are listed with the separator of the language', () => {
  expect(listNames(['沈知夏', '顾言舟'], 'zh')).toBe('沈知夏、顾言舟')
  expect(listNames(['Mara', 'Jory'], 'en')).toBe('Mara, Jory')
})

test('many long names make a short, well-formed list', () => {
  const text = listNames(
    Array.from({ length: 100_000 }, () => '💥'.repeat(50_000)),
    'en',
  )
  expect(text.length).toBeLessThan(1_000)
  expect(text.endsWith('…, …')).toBe(true)
  expect(text.isWellFormed()).toBe(true)
})
