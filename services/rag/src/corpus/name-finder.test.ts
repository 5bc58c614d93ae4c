import { describe, expect, test } from 'vitest'
import { makeNameFinder } from './name-finder.ts'

describe('makeNameFinder', () => {
  test('finds spaced names as whole words only', () => {
    const find = makeNameFinder(['Ann', 'Al'])
    expect(find('Ann waits for Annabel and Albert.')).toEqual(['Ann'])
  })

  test('finds Chinese names inside running text, in the order they were given', () => {
    expect(makeNameFinder(['沈知夏', '顾言舟'])('顾言舟看着沈知夏。')).toEqual(['沈知夏', '顾言舟'])
  })

  test('does not take a single Chinese character for a name', () => {
    expect(makeNameFinder(['茶'])('一杯茶')).toEqual([])
  })
})
