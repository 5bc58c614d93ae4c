import { NARRATION_STYLES } from '@vss/shared/contracts/narration-control.ts'
import { expect, test } from 'vitest'
import { directionIn } from '../words/prompts.ts'
import { directByStyle } from './direct-by-style.ts'
import type { SpeakingPlan } from './plan-speaking.ts'

const PLAN: SpeakingPlan = {
  templateName: 't',
  language: 'zh',
  voice: { synthesize: async () => ({ wav: Buffer.alloc(0) }) },
  settings: { provider: 'p', model: 'm', voice: 'v', language: 'zh', rate: 1 },
  replaces: null,
  modelUsed: 'm',
  hearsDirection: true,
  speakingRate: 1,
  style: 'suspense',
  perspective: 'first_person',
  templateInstruct: null,
  instruct: null,
}

const direct = (narration: string, plan: Partial<SpeakingPlan> = {}) =>
  directByStyle({ narration_script: [{ narration }] }, { ...PLAN, ...plan })[0]

test.each(['zh', 'en'])('every style of narration has a direction of its own in %s', (language) => {
  const words = NARRATION_STYLES.map((style) => direct('a', { language, style })?.instruct)
  expect(new Set(words).size).toBe(NARRATION_STYLES.length)
  expect(words.join('')).not.toContain('{')
})

test('a direction follows style, perspective and the template, in the language that is spoken', () => {
  const { styles, perspectives } = directionIn('zh')
  expect(direct('他走了。', { templateInstruct: '口语化。' })?.instruct).toBe(
    `口语化。 ${styles.suspense} ${perspectives.first_person}`,
  )
  expect(direct('Il part.', { language: 'fr' })?.instruct).toContain(directionIn('en').styles.suspense)
})

test('a style without a direction of its own is passed on by name', () => {
  expect(direct('a', { language: 'en', style: 'constructor' })?.instruct).toContain('constructor')
})

test("the client's instruction replaces every other", () => {
  expect(direct('他走了。', { instruct: '小声说', templateInstruct: 'x' })?.instruct).toBe('小声说')
})

test('an item without words or with far too many is refused by its index', () => {
  const script = (narration: string) => ({ narration_script: [{ narration: '有话。' }, { narration }] })
  expect(() => directByStyle(script('……'), PLAN)).toThrow('narration_script[1]')
  expect(() => directByStyle(script('长'.repeat(5001)), PLAN)).toThrow('narration_script[1].narration has 5001')
})

test('a direction that would fill every sentence of the result is refused, wherever it came from', () => {
  expect(() => direct('他走了。', { instruct: '慢'.repeat(4001) })).toThrow('4001 characters')
  expect(() => direct('他走了。', { style: '怒'.repeat(4000) })).toThrow('input_narration_path')
  expect(direct('他走了。', { instruct: '慢'.repeat(4000) })?.instruct).toHaveLength(4000)
})
