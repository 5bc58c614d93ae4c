import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storableText, toJsonb } from './to-jsonb.ts'

test('NULs and halves of surrogate pairs become the replacement character, keys included', () => {
  expect(toJsonb({ 'a\0': ['x\ud83d', '\udc00y', '🎬'] })).toBe('{"a\ufffd":["x\ufffd","\ufffdy","🎬"]}')
  expect(storableText('a\0b\ud83d')).toBe('a\ufffdb\ufffd')
})

test('text that only looks like an escape stays as it is', () => {
  const value = ['\\u0000', '\\\\ud83d', '\\', '"\\u0000', '\n\u0001']
  expect(JSON.parse(toJsonb(value))).toEqual(value)
})

test('whatever can be stored is not changed', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => toJsonb(value) === JSON.stringify(value) || hasOddText(value)))
})

const hasOddText = (value: unknown) => /\\u0000|\\ud[89a-f]/.test(JSON.stringify(value))
