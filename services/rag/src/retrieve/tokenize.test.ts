import { describe, expect, test } from 'vitest'
import { stemEnglish } from './stem-english.ts'
import { documentTerms, queryTokens } from './tokenize.ts'

const terms = (query: string) => queryTokens(query).map(({ term }) => term)

describe('stemEnglish', () => {
  test.each([
    ['sailing', 'sailed', 'sails', 'sail'],
    ['running', 'runs', 'ran', 'run'],
    ['hoping', 'hopes', 'hope'],
    ['carries', 'carried', 'carry'],
    ['women', "woman's", 'woman'],
    ['stolen', 'stole', 'stealing', 'steals'],
  ])('brings %s and its relatives to one form', (...words) => {
    expect(new Set(words.map(stemEnglish)).size).toBe(1)
  })

  test.each(['boss', 'bus', 'this', 'need', 'sing', 'bed'])(
    'leaves the end of %s alone, which is no suffix',
    (word) => {
      expect(stemEnglish(word)).toBe(word)
    },
  )
})

describe('queryTokens', () => {
  test('asks Chinese in pairs and drops pairs without meaning', () => {
    expect(terms('沈知夏的茶')).toEqual(['沈知', '知夏', '夏的', '的茶'])
    expect(terms('就是我们的')).toEqual([])
  })

  test('asks a single Chinese character only where it stands alone', () => {
    expect(terms('茶')).toEqual(['茶'])
    expect(terms('茶、酒')).toEqual(['茶', '酒'])
  })

  test('splits text that mixes languages, and reads full-width letters as plain ones', () => {
    expect(terms('用ＧＰＳ找船3号')).toEqual(['用', 'gps', '找船', '3', '号'])
  })

  test('drops English stop words, keeps each term once, and remembers how it was written', () => {
    expect(queryTokens('The ships and the Ship’s captain')).toEqual([
      { term: 'ship', written: 'ships' },
      { term: 'captain', written: 'captain' },
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
  test('holds every pair and every character, so that both kinds of query find it', () => {
    expect(documentTerms('茶山')).toEqual(['茶山', '茶', '山'])
  })
})
