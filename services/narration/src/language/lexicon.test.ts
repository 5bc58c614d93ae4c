import { expect, test } from 'vitest'
import { PHRASES, type Phrases } from './lexicon.ts'

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

test('both languages know the same styles', () => {
  expect(Object.keys(PHRASES.zh.styles)).toEqual(Object.keys(PHRASES.en.styles))
})
