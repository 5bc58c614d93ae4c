import { expect, test } from 'vitest'
import { chooseSpeakingRate, expectedSec, planLength, plannedRate } from './narration-length.ts'

test('a target that the footage carries is kept', () => {
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

const PACE = 1.25

const choose = (lang: string, asked: number | null | undefined, askedLang = lang) =>
  chooseSpeakingRate({ kind: 'narration', lang, asked, askedLang, voicePace: PACE })
const usualRate = (lang: string) => chooseSpeakingRate({ kind: 'localised', lang, asked: null, voicePace: 1 }).rate

test('each language has its own rate, at the pace of the voice', () => {
  expect(choose('zh', null)).toEqual({ rate: 4.2, replaced: null, voicePace: PACE })
  expect(choose('en', undefined)).toEqual({ rate: 2.5, replaced: null, voicePace: PACE })
  expect(usualRate('zh')).toBe(3.8)
  expect(usualRate('ru')).toBe(2)
})

test('a requested rate that fits is used, whatever pace was measured', () => {
  expect(choose('zh', 5)).toEqual({ rate: 5, replaced: null, voicePace: null })
  expect(choose('en', 3)).toEqual({ rate: 3, replaced: null, voicePace: null })
})

test('a rate up to 3.4 for Chinese means words a second and is replaced', () => {
  expect(choose('zh', 3.4)).toEqual({ rate: 4.2, replaced: 3.4, voicePace: PACE })
  expect(choose('zh', 3.41)).toEqual({ rate: 3.41, replaced: null, voicePace: null })
})

test('a rate for another language is replaced', () => {
  expect(choose('en', 4.2, 'zh')).toEqual({ rate: 2.5, replaced: 4.2, voicePace: PACE })
})

test('a slower voice is given fewer units, and is expected to take longer for the same text', () => {
  expect(plannedRate(choose('en', null))).toBeCloseTo(2.5 / PACE)
  expect(plannedRate(choose('en', 3))).toBe(3)
  const usual = expectedSec('He waited.', 'en', { ...choose('en', null), voicePace: 1 }) ?? 0
  expect(expectedSec('He waited.', 'en', choose('en', null))).toBeCloseTo(usual * PACE)
  expect(expectedSec('He waited.', 'en', choose('en', 3))).toBeNull()
})
