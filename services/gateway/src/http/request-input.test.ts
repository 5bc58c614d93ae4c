import { expect, test } from 'vitest'
import { findJsonError } from './request-input.ts'

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
