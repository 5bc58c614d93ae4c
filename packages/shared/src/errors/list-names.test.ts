import { expect, test } from 'vitest'
import { listNames } from './list-names.ts'

test('a few names are listed as the language does it', () => {
  expect(listNames(['沈知夏', '顾言舟'], 'zh')).toBe('沈知夏、顾言舟')
  expect(listNames(['Mara', 'Jory'], 'en')).toBe('Mara, Jory')
})

test('however many and long they are, the sentence stays short and whole', () => {
  const text = listNames(
    Array.from({ length: 100_000 }, () => '💥'.repeat(50_000)),
    'en',
  )
  expect(Array.from(text).length).toBeLessThan(1_000)
  expect(text.endsWith('…, …')).toBe(true)
  expect(text.isWellFormed()).toBe(true)
})
