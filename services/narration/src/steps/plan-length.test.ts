import { expect, test } from 'vitest'
import { planLength } from './plan-length.ts'

test('a target the footage carries is kept', () => {
  expect(planLength(1000, 5, 0)).toEqual({ totalSec: 300, cutFromSec: null })
})

test('a longer target is cut to nine tenths of the footage', () => {
  expect(planLength(1000, 20, 0)).toEqual({ totalSec: 900, cutFromSec: 1200 })
})

test('without a target the footage decides, up to half an hour', () => {
  expect(planLength(1000, null, 0)).toEqual({ totalSec: 900, cutFromSec: null })
  expect(planLength(100_000, undefined, 0)).toEqual({ totalSec: 1800, cutFromSec: null })
})

test('a tolerance that asks for more air lowers the limit, one that allows spilling does not raise it', () => {
  expect(planLength(1000, 20, -0.4).totalSec).toBe(600)
  expect(planLength(1000, 20, 0.5).totalSec).toBe(900)
})
