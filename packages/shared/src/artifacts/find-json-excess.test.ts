import { expect, test } from 'vitest'
import { findJsonExcess, MAX_JSON_DEPTH, MAX_JSON_VALUES } from './find-json-excess.ts'

const excessIn = (text: string, limits?: { depth: number; values: number }) => findJsonExcess(Buffer.from(text), limits)

test('says where a value is nested too deep', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  expect(excessIn(`{"scenes":{"4":{"tags":["x",${deep}]}}}`)).toEqual({
    what: 'depth',
    path: ['scenes', '4', 'tags', 1, 0, 0],
  })
})

test('lets through the deepest value that is allowed', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  expect(excessIn(nested(MAX_JSON_DEPTH))).toBeNull()
  expect(excessIn(nested(MAX_JSON_DEPTH + 1))).toMatchObject({ what: 'depth' })
})

test('says which part of a file holds too many values', () => {
  expect(excessIn(`{"name":"x","scenes":[${'{},'.repeat(MAX_JSON_VALUES / 2)}{}]}`)).toEqual({
    what: 'values',
    path: ['scenes'],
  })
})

test('takes no bracket, comma or quote inside a text for structure', () => {
  expect(
    excessIn(JSON.stringify({ a: '[[[[{{{{,,,,', 'b"\\': '\\"[[[[', c: '\\' }), { depth: 1, values: 5 }),
  ).toBeNull()
})

test.each(['', '"', '"\\', ']]]]', '{"a', ':::', ',', '\u0000'])('has an answer for %j, which is no JSON', (text) => {
  expect(excessIn(text)).toBeNull()
})
