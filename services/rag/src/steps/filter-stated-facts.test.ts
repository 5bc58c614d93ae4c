import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { describe, expect, test } from 'vitest'
import type { FoundFact } from '../providers/fact-finder.ts'
import { filterStatedFacts } from './filter-stated-facts.ts'

const say = (text: string) => ({ speaker: 'Ada', text, startMs: 0, endMs: 1 })

const SCENES = [
  makeScene(1, { dialogues: [say('I’m a pilot -  “the best”.'), say('You are late.')], mood: '紧张' }),
  makeScene(2, { text: '程局长，账本在这里。(a+b)*[c]{d}|e/f\\g^h$' }),
]

const filter = (fact: Partial<FoundFact>) =>
  filterStatedFacts([{ sceneId: 1, attribute: 'occupation', value: 'pilot', sourceText: 'pilot', ...fact }], SCENES)
const quoted = (sourceText: string, sceneId = 1) => filter({ sceneId, sourceText })[0]?.sourceText

describe('a fact is kept', () => {
  test.each([
    ['word for word', 'You are late.', 1],
    ['from a mood', '紧张', 1],
    ['with characters that have a meaning in patterns', '(a+b)*[c]{d}|e/f\\g^h$', 2],
  ])('%s', (_name, source, sceneId) => {
    expect(quoted(source, sceneId)).toBe(source)
  })

  test('with other quotes, dashes and spaces than the scene, and takes the wording of the scene', () => {
    expect(quoted(' I\'m a pilot — "the\nbest". ')).toBe('I’m a pilot -  “the best”.')
    expect(quoted('程局长,账本在这里.', 2)).toBe('程局长，账本在这里。')
  })

  test('with its value on one line', () => {
    expect(filter({ value: '  harbour\n pilot ' })[0]?.value).toBe('harbour pilot')
  })
})

describe('a fact is dropped', () => {
  test.each<[string, Partial<FoundFact>]>([
    ['made up', { sourceText: 'I am a doctor.' }],
    ['paraphrased', { sourceText: 'I am a pilot' }],
    ['across two texts', { sourceText: 'the best”. You are late.' }],
    ['said in another scene', { sceneId: 2, sourceText: 'You are late.' }],
    ['of a scene that was not read', { sceneId: 3, sourceText: 'You are late.' }],
    ['without a source', { sourceText: '' }],
    ['proved by punctuation alone', { sourceText: '.”.' }],
    ['proved by one letter', { sourceText: 'I' }],
    ['without a value', { value: ' \n' }],
    ['with a whole story as its value', { value: 'x'.repeat(201) }],
    ['with a source larger than any pattern', { sourceText: 'You are late.'.repeat(100_000) }],
    ['with half a character', { sourceText: 'pilot\ud83d' }],
  ])('%s', (_name, fact) => {
    expect(filter(fact)).toEqual([])
  })
})
