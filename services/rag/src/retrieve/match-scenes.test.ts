import { describe, expect, test } from 'vitest'
import { inverseDocumentFrequency, termScore } from './match-scenes.ts'

describe('BM25', () => {
  test('a term in one of three documents weighs ln(1 + 2.5 / 1.5)', () => {
    expect(inverseDocumentFrequency(3, 1)).toBeCloseTo(0.980829, 6)
  })

  test('a term in every document still weighs a little, and never less than nothing', () => {
    expect(inverseDocumentFrequency(3, 3)).toBeCloseTo(Math.log(8 / 7), 12)
  })

  test('one occurrence in a document of average length scores the rarity itself', () => {
    expect(termScore(0.980829, 1, 10, 10)).toBeCloseTo(0.980829, 6)
  })

  test('two occurrences in a document twice the average: 2 · 2.2 / (2 + 1.2 · 1.75)', () => {
    expect(termScore(1, 2, 20, 10)).toBeCloseTo(4.4 / 4.1, 12)
  })
})
