import { expect, test } from 'vitest'
import { extractKeywords } from './extract-keywords.ts'
import { fill } from './fill.ts'
import { MESSAGES } from './messages.ts'
import { PHRASES, type Phrases } from './phrases.ts'

const SLOTS: Partial<Record<keyof Phrases, string[]>> = {
  say: ['speaker', 'clause'],
  sayAlone: ['speaker', 'clause'],
  ask: ['speaker', 'clause'],
  askAlone: ['speaker', 'clause'],
  order: ['speaker', 'listener', 'clause'],
  answer: ['first', 'clause'],
  quote: ['speaker', 'line'],
  quoteAsk: ['speaker', 'line'],
  quoteCry: ['speaker', 'line'],
  moodNoun: ['mood'],
  moodLabel: ['mood'],
  moodSentence: ['mood'],
  dynamicsLabel: ['people', 'label'],
  highlightLabel: ['label'],
  flashbackTime: ['time'],
}

const ALLOWED = new Set([
  'speaker',
  'listener',
  'clause',
  'first',
  'second',
  'line',
  'mood',
  'people',
  'label',
  'time',
  'place',
  'bare',
])

test.each(['zh', 'en'] as const)('every phrase in %s has the slots it needs and no other', (lang) => {
  const { base, styles } = PHRASES[lang]
  for (const [style, entry] of Object.entries({ base, ...styles })) {
    for (const [list, phrases] of Object.entries(entry)) {
      if (!Array.isArray(phrases) || list === 'alias') continue
      for (const phrase of phrases) {
        const slots = [...phrase.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
        expect([style, phrase, slots.filter((slot) => !ALLOWED.has(slot))]).toEqual([style, phrase, []])
        const needed = SLOTS[list as keyof Phrases] ?? []
        expect([style, phrase, needed.filter((slot) => !slots.includes(slot))]).toEqual([style, phrase, []])
      }
    }
  }
})

test('both languages know the same styles and messages', () => {
  expect(Object.keys(PHRASES.zh.styles)).toEqual(Object.keys(PHRASES.en.styles))
  expect(Object.keys(MESSAGES.zh)).toEqual(Object.keys(MESSAGES.en))
})

test('a value with braces is data, not a slot', () => {
  expect(fill('{a} and {b}', { a: '{b}', b: 'x' })).toBe('{b} and x')
  expect(fill('{constructor}', {})).toBe('{constructor}')
})

test('keywords of a prompt are its content words', () => {
  expect(extractKeywords('Please focus on the father of {asset_name} and {x}', 'en')).toEqual(['father'])
  expect(extractKeywords('请重点讲述父亲的真相', 'zh')).toEqual(['父亲', '真相'])
})
