import { expect, test } from 'vitest'
import { chooseSpeakingRate, expectedSec, plannedRate } from './speaking-rate.ts'

const PACE = 1.25

const choose = (lang: string, asked: number | null | undefined, sameLanguage?: boolean) =>
  chooseSpeakingRate(lang, asked, 'narration', PACE, sameLanguage)

test('each language has its own rate, at the pace of the voice', () => {
  expect(choose('zh', null)).toEqual({ rate: 4.2, replaced: null, voicePace: PACE })
  expect(choose('en', undefined)).toEqual({ rate: 2.5, replaced: null, voicePace: PACE })
  expect(chooseSpeakingRate('zh', null, 'localised', 1).rate).toBe(3.8)
  expect(chooseSpeakingRate('ru', null, 'localised', 1).rate).toBe(2)
})

test('a rate that fits is taken, whatever was measured', () => {
  expect(choose('zh', 5)).toEqual({ rate: 5, replaced: null, voicePace: null })
  expect(choose('en', 3)).toEqual({ rate: 3, replaced: null, voicePace: null })
})

test('a rate up to 3.4 with Chinese is words a second and gives way', () => {
  expect(choose('zh', 3.4)).toEqual({ rate: 4.2, replaced: 3.4, voicePace: PACE })
  expect(choose('zh', 3.41)).toEqual({ rate: 3.41, replaced: null, voicePace: null })
})

test('a rate asked for another language gives way', () => {
  expect(choose('en', 4.2, false)).toEqual({ rate: 2.5, replaced: 4.2, voicePace: PACE })
})

test('a slower voice is given fewer units, and is expected to take longer for the same text', () => {
  expect(plannedRate(choose('en', null))).toBeCloseTo(2.5 / PACE)
  expect(plannedRate(choose('en', 3))).toBe(3)
  const usual = expectedSec('He waited.', 'en', chooseSpeakingRate('en', null, 'narration', 1)) ?? 0
  expect(expectedSec('He waited.', 'en', choose('en', null))).toBeCloseTo(usual * PACE)
  expect(expectedSec('He waited.', 'en', choose('en', 3))).toBeNull()
})
