import { expect, test } from 'vitest'
import { findJsonError, whyNotJson } from './request-input.ts'

test.each([
  ['{"task_type": "X",}', 18],
  ['{"task_type":', 13],
  ['', 0],
  ['[1,,2]', 3],
  ['abc', 0],
  ['[1, nuLl]', 6],
  ['[true, tru]', 10],
  ['{"a": "\\x"}', 8],
  ['{"a": 1} {}', 9],
  ['{"a": "b', 8],
  [`["${'长'.repeat(100_000)}", oops]`, 100_005],
])('%.30s breaks at %i', (text, position) => expect(findJsonError(text)).toBe(position))

test('valid JSON breaks nowhere', () => expect(findJsonError('{"a": [1, "b", null]}')).toBeNull())

test('the error is not searched for in a body so long that it would keep others waiting', () => {
  expect(whyNotJson('[1,,2]')).toMatchObject({ key: 'json.position', params: { position: 3 } })
  expect(whyNotJson(`[${'1,'.repeat(50_000)},2]`)).toMatchObject({ key: 'json.somewhere' })
  expect(whyNotJson('{"__proto__": 1}')).toMatchObject({ key: 'json.prototype' })
})
