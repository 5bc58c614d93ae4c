import { expect, test } from 'vitest'
import type { Candidate } from '../film/film.ts'
import { preferByWords, termsOf } from './choose-by-words.ts'

const candidate = (content: string): Candidate => ({ type: 'action', scene: 0, startMs: 0, endMs: 1000, content })

test('terms are words, and pairs of neighbouring characters where words are not spaced', () => {
  expect([...termsOf('The tea, the Tea!')]).toEqual(['the', 'tea'])
  expect([...termsOf('他推门 in')]).toEqual(['他推', '推门', 'in'])
  expect([...termsOf('茶')]).toEqual(['茶'])
})

test('footage that shares the rare words of a sentence is preferred', () => {
  const letter = candidate('Dinah burns the letter')
  const door = candidate('The door opens in the fog')
  const narrations = ['In the end the letter burns.', '']
  const prefer = preferByWords({ lang: 'en', narrations, cited: [[0], [0]], candidates: [[letter, door]] })
  expect(prefer(0, letter)).toBeGreaterThan(prefer(0, door))
  expect(prefer(0, letter)).toBeLessThanOrEqual(1)
  expect(prefer(1, letter)).toBe(0)
  expect(prefer(0, candidate('never listed'))).toBe(0)
})
