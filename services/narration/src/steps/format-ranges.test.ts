import { expect, test } from 'vitest'
import { formatRanges } from './format-ranges.ts'

test('neighbours become ranges, in order and without repeats', () => {
  expect(formatRanges([3, 1, 2, 7, 3, 9, 10])).toBe('1–3, 7, 9–10')
  expect(formatRanges([])).toBe('')
})

test('many ranges are cut', () => {
  const text = formatRanges(Array.from({ length: 5000 }, (_, i) => i * 2))
  expect(text).toMatch(/, 38, …$/)
})
