import { expect, test } from 'vitest'
import { addSeconds, isLonger, parseSeconds, type Seconds, secondsOf, toNumber } from './seconds.ts'

const parsed = (value: unknown) => parseSeconds(value) as Seconds

test('a printed decimal is taken as it is printed', () => {
  expect(parsed(3.4567)).toEqual({ num: 34567n, den: 10000n })
  expect(parsed('12.50')).toEqual({ num: 25n, den: 2n })
  expect(parsed(1e-7)).toEqual({ num: 1n, den: 10_000_000n })
  expect(parsed('2e1')).toEqual({ num: 20n, den: 1n })
})

test('what is no positive duration is null', () => {
  for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '', 'abc', '1:20', null, undefined, {}, [3]]) {
    expect([value, parseSeconds(value)]).toEqual([value, null])
  }
})

test('a sum of tenths has no rounding error', () => {
  let total = parsed(0.1)
  for (let n = 1; n < 30; n++) total = addSeconds(total, parsed(0.1))
  expect(total).toEqual({ num: 3n, den: 1n })
})

test('sample counts and decimals add up exactly', () => {
  expect(addSeconds(secondsOf(22051n, 22050n), parsed(0.5))).toEqual(secondsOf(22051n + 11025n, 22050n))
  expect(toNumber(secondsOf(1n, 3n))).toBe(0.333333333)
  expect(isLonger(secondsOf(7n, 2n), 3)).toBe(true)
  expect(isLonger(secondsOf(3n, 1n), 3)).toBe(false)
})
