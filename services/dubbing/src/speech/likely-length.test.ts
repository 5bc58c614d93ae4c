import { expect, test } from 'vitest'
import { likelyLengthSec } from './likely-length.ts'

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
