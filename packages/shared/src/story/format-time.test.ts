import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTime } from './format-time.ts'

test.each([
  [0, '00:00:00.000'],
  [59_999, '00:00:59.999'],
  [60_000, '00:01:00.000'],
  [3_599_999, '00:59:59.999'],
  [3_723_004, '01:02:03.004'],
  [360_000_000, '100:00:00.000'],
])('%i ms read %s', (ms, text) => {
  expect(formatTime(ms)).toBe(text)
})

test('minutes and seconds never reach 60', () => {
  fc.assert(fc.property(fc.nat(400_000_000), (ms) => /^\d{2,}:[0-5]\d:[0-5]\d\.\d{3}$/.test(formatTime(ms))))
})

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (ms) => {
  expect(() => formatTime(ms)).toThrow(RangeError)
})
