import { expect, test } from 'vitest'
import { fillPrompt } from './fill-prompt.ts'

test('a value with braces, dollars or the name of a slot is put in as it is', () => {
  expect(fillPrompt('{a}, {b}: {a}', { a: '{b} $& $1', b: 3 })).toBe('{b} $& $1, 3: {b} $& $1')
})

test.each(['{c}', '{constructor}'])('%s, which nobody fills, is an error that names it', (slot) => {
  expect(() => fillPrompt(`{a}${slot}`, { a: '' })).toThrow(slot)
})
