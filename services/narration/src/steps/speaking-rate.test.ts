import { expect, test } from 'vitest'
import { chooseSpeakingRate } from './speaking-rate.ts'

test('each language has its own rate', () => {
  expect(chooseSpeakingRate('zh', null, 'narration')).toEqual({ rate: 4.2, replaced: null })
  expect(chooseSpeakingRate('en', undefined, 'narration')).toEqual({ rate: 2.5, replaced: null })
  expect(chooseSpeakingRate('zh', null, 'localised').rate).toBe(3.8)
  expect(chooseSpeakingRate('ru', null, 'localised').rate).toBe(2)
})

test('a rate that fits is taken', () => {
  expect(chooseSpeakingRate('zh', 5, 'narration')).toEqual({ rate: 5, replaced: null })
  expect(chooseSpeakingRate('en', 3, 'narration')).toEqual({ rate: 3, replaced: null })
})

test('a rate up to 3.4 with Chinese is words a second and gives way', () => {
  expect(chooseSpeakingRate('zh', 3.4, 'narration')).toEqual({ rate: 4.2, replaced: 3.4 })
  expect(chooseSpeakingRate('zh', 3.41, 'narration')).toEqual({ rate: 3.41, replaced: null })
})

test('a rate asked for another language gives way', () => {
  expect(chooseSpeakingRate('en', 4.2, 'narration', false)).toEqual({ rate: 2.5, replaced: 4.2 })
})
