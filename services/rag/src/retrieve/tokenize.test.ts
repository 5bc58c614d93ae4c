import { describe, expect, test } from 'vitest'
import { documentTerms, queryTokens, stemEnglish } from './tokenize.ts'

const terms = (query: string) => queryTokens(query).map(({ term }) => term)

describe('stemEnglish', () => {
  test.each([
    ['sailing', 'sailed', 'sails', 'sail'],
    ['running', 'runs', 'ran', 'run'],
    ['hoping', 'hopes', 'hope'],
    ['carries', 'carried', 'carry'],
    ['women', "woman's", 'woman'],
    ['stolen', 'stole', 'stealing', 'steals'],
  ])('reduces %s and its other forms to one stem', (...words) => {
    expect(new Set(words.map(stemEnglish)).size).toBe(1)
  })

  test.each(['boss', 'bus', 'this', 'need', 'sing', 'bed'])('leaves %s alone, whose end is no suffix', (word) => {
    expect(stemEnglish(word)).toBe(word)
  })
})

describe('queryTokens', () => {
  test('splits Chinese into pairs and single characters and drops those without meaning', () => {
    expect(terms('沈知夏的茶')).toEqual(['沈知', '知夏', '夏的', '的茶', '沈', '知', '夏', '茶'])
    expect(terms('就是我们的')).toEqual([])
  })

  test('a single Chinese character counts in full only where it stands alone', () => {
    const weights = (query: string) => queryTokens(query).map(({ term, weight }) => [term, weight])
    expect(weights('茶')).toEqual([['茶', 1]])
    expect(weights('下毒')).toEqual([
      ['下毒', 1],
      ['下', 0.5],
      ['毒', 0.5],
    ])
    expect(weights('好茶、茶')).toEqual([
      ['好茶', 1],
      ['好', 0.5],
      ['茶', 1],
    ])
  })

  test('splits text that mixes languages, and reads full-width letters as plain ones', () => {
    expect(terms('用ＧＰＳ找船3号')).toEqual(['用', 'gps', '找船', '找', '船', '3', '号'])
  })

  test('drops English stop words, returns each term once, and remembers how it was written', () => {
    expect(queryTokens('The ships and the Ship’s captain')).toEqual([
      { term: 'ship', written: 'ships', weight: 1 },
      { term: 'captain', written: 'captain', weight: 1 },
    ])
  })

  test('ignores what is too long to be a word', () => {
    expect(terms(`${'x'.repeat(65)} tide`)).toEqual(['tid'])
  })

  test('finds nothing in an empty query or in punctuation', () => {
    expect(terms('')).toEqual([])
    expect(terms('……？!')).toEqual([])
  })
})

describe('documentTerms', () => {
  test('contains every pair and every character, so that both kinds of query match', () => {
    expect(documentTerms('茶山')).toEqual(['茶山', '茶', '山'])
  })
})
