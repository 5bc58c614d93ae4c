import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameToMs, msToFrameCeil, msToFrameFloor, parseFrameRate } from './frame-rate.ts'

describe('parseFrameRate', () => {
  test.each([
    [25, 25, 1],
    ['24', 24, 1],
    [23.976, 24000, 1001],
    [23.98, 24000, 1001],
    ['23.976023976', 24000, 1001],
    ['24000/1001', 24000, 1001],
    [29.97, 30000, 1001],
    [30, 30, 1],
    ['59.94 fps', 60000, 1001],
    [60, 60, 1],
    [119.88, 120000, 1001],
    [12.5, 25, 2],
    ['50/2', 25, 1],
  ])('%j is %i/%i', (value, num, den) => {
    expect(parseFrameRate(value)).toEqual({ num, den })
  })

  test.each([
    0,
    -25,
    1000,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    'fast',
    '25/0',
    '0/1',
    '1/2/3',
    null,
    undefined,
    {},
    [25],
    true,
  ])('%j is no frame rate', (value) => {
    expect(parseFrameRate(value)).toBeNull()
  })
})

const rates = [23.976, 24, 25, 29.97, 30, 50, 59.94, 60, 12.5].map((fps) => {
  const rate = parseFrameRate(fps)
  if (!rate) throw new Error(`${fps}`)
  return rate
})
const HUNDRED_HOURS_MS = 360_000_000

describe('frames and milliseconds', () => {
  test('agree with exact integers', () => {
    fc.assert(
      fc.property(fc.nat(20_000_000), fc.constantFrom(...rates), (frame, { num, den }) => {
        const exact = (BigInt(frame) * 1000n * BigInt(den)) / BigInt(num)
        expect(frameToMs(frame, { num, den })).toBe(Number(exact))
      }),
    )
  })

  test('floor and ceiling enclose every time and meet exactly on the grid', () => {
    fc.assert(
      fc.property(fc.nat(HUNDRED_HOURS_MS), fc.constantFrom(...rates), (ms, rate) => {
        const floor = msToFrameFloor(ms, rate)
        const ceil = msToFrameCeil(ms, rate)
        const onGrid = (BigInt(ms) * BigInt(rate.num)) % (1000n * BigInt(rate.den)) === 0n
        expect(ceil - floor).toBe(onGrid ? 0 : 1)
        expect(frameToMs(floor, rate)).toBeLessThanOrEqual(ms)
        expect(frameToMs(ceil, rate)).toBeGreaterThanOrEqual(ms)
      }),
    )
  })

  test('a scene of 25 fps offers the frames wholly inside it', () => {
    const rate = { num: 25, den: 1 }
    expect([msToFrameCeil(41, rate), msToFrameFloor(119, rate)]).toEqual([2, 2])
    expect([msToFrameCeil(0, rate), msToFrameFloor(0, rate)]).toEqual([0, 0])
  })
})
