import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTime, MAX_TIME_MS, parseTime } from './time.ts'

describe('parseTime', () => {
  test.each([
    ['00:00:00.000', 0],
    ['01:02:03.004', 3_723_004],
    ['01:02:03,004', 3_723_004],
    ['00:00:60.000', 60_000],
    ['02:05', 125_000],
    ['2:05.5', 125_500],
    ['00：01：00.000', 60_000],
    ['00:00:01.9999', 2_000],
    ['00:00:01.123456789', 1_123],
    ['  00:00:01.000  ', 1_000],
    ['12.5', 12_500],
    ['7', 7_000],
    [12.3456, 12_346],
    [0, 0],
    [-0.021, 0],
    [59.9999, 60_000],
  ])('reads %j as %i ms', (value, ms) => {
    expect(parseTime(value)).toBe(ms)
  })

  test.each([
    'soon',
    '',
    'N',
    '1:2:3:4',
    '00:00:00:12',
    '00:00:01.',
    '12s',
    '1e3',
    '99999:00',
    '999:59:59.000',
    ' '.repeat(90),
    -1,
    -7.5,
    1e9,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    true,
    [],
    {},
    [1],
  ])('%j is not a time', (value) => {
    expect(parseTime(value)).toBeNull()
  })

  test('reads back what formatTime writes', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: MAX_TIME_MS }), (ms) => parseTime(formatTime(ms)) === ms))
  })
})

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
