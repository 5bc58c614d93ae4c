import { expect, test } from 'vitest'
import { countUnitOf, countUnits } from './count-units.ts'

test('Chinese, Japanese and Korean are counted by non-space characters', () => {
  expect(countUnits('他 说：好。\n', 'zh')).toBe(5)
  expect(countUnits('안녕 하세요', 'ko')).toBe(5)
  expect(countUnitOf('ja')).toBe('characters')
})

test('a character outside the basic plane is one character', () => {
  expect(countUnits('𠮷野家', 'zh')).toBe(3)
})

test('other languages are counted by words, and marks alone are not words', () => {
  expect(countUnits('She said: “no” - twice.', 'en')).toBe(4)
  expect(countUnits("C'est la vie", 'fr')).toBe(3)
  expect(countUnits('', 'en')).toBe(0)
})
