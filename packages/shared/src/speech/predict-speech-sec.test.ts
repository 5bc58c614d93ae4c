import { expect, test } from 'vitest'
import { predictSpeechSec } from './predict-speech-sec.ts'

test('a usual sentence takes as long as narrations are paced with', () => {
  const zh = '岭上茶业老厂区的七号仓里，沈知夏独自与父亲的遗物重逢，从警觉到失神；黑暗里有人一直看着她。'
  const en =
    'Behind her Ewan steers blind, trusting nothing but the depths she calls, and the ferry keeps asking who he is.'
  expect(predictSpeechSec(zh, 'zh') / (zh.length / 4.2)).toBeCloseTo(1, 1)
  expect(predictSpeechSec(en, 'en') / (en.split(' ').length / 2.5)).toBeCloseTo(1, 1)
})

test('every kind of sound and pause adds its own time', () => {
  expect(predictSpeechSec('他走了。', 'zh')).toBeCloseTo(3 * 0.242 + 0.22)
  expect(predictSpeechSec('他走了，他哭了。', 'zh')).toBeCloseTo(6 * 0.242 + 0.275 + 0.22)
  expect(predictSpeechSec('他说OK。', 'zh-CN')).toBeCloseTo(2 * 0.242 + 2 * 0.071 + 0.22)
  expect(predictSpeechSec('He met 周 at 25.', 'en')).toBeCloseTo(7 * 0.071 + 0.242 + 2 * 0.45 + 0.92)
})

test('marks inside a number are no pauses, repeated ones are one', () => {
  expect(predictSpeechSec('3.5', 'en')).toBeCloseTo(2 * 0.45)
  expect(predictSpeechSec('1,200', 'en')).toBeCloseTo(4 * 0.45)
  expect(predictSpeechSec('Wait...!', 'en')).toBeCloseTo(4 * 0.071 + 0.92)
})

test('an unknown language is spoken by its letters, an empty text takes no time', () => {
  expect(predictSpeechSec('Кто там', 'ru')).toBeCloseTo(6 * 0.071)
  expect(predictSpeechSec(' \n', 'zh')).toBe(0)
})
