import type { Story } from '@vss/shared/story/story.ts'
import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import { makeBriefScene } from '../testing/make-brief-scene.ts'
import { makeContradictionFinder } from './check-claims.ts'

const findIn = (lang: Story['lang'], rows: [string, string, string][], sceneText = '') => {
  const facts = rows.map(([character, attribute, value]) => ({ character, attribute, value, type: 'stateful' }))
  const scenes = [makeBriefScene(makeScene(1, { text: sceneText }), { facts })]
  const find = makeContradictionFinder({ scenes, lang })
  return (text: string) => find(text, scenes).map(({ name, said }) => [name, said])
}

const rows: [string, string, string][] = [
  ['Clara', 'gender', 'female'],
  ['Clara', 'occupation', 'defence lawyer'],
  ['Ewan', 'gender', 'male'],
  ['Ewan', 'occupation', 'harbour pilot'],
  ['Sam', 'gender', 'male'],
  ['Sam', 'gender', 'woman'],
]

test.each<[string, string[][]]>([
  ['Mr Clara waits.', [['Clara', 'Mr Clara']]],
  [
    'Mr. Clara waits with Mrs. Ewan.',
    [
      ['Clara', 'Mr. Clara'],
      ['Ewan', 'Mrs. Ewan'],
    ],
  ],
  ['Ms Clara waits with Mr Ewan.', []],
  ['Mr Claragh waits.', []],
  ['Clara is a harbour pilot.', [['Clara', 'Clara is a harbour pilot']]],
  ['Clara, a harbour pilot, waits.', [['Clara', 'Clara, a harbour pilot']]],
  ["Clara is a harbour pilot's daughter.", []],
  ['Clara is a lawyer.', []],
  ['Clara is a nurse.', []],
  ['Nobody tells Clara. A harbour pilot waits.', []],
  // The facts disagree: both may be said.
  ['Mrs Sam and Mr Sam.', []],
])('%j is against the facts in %j', (text, found) => {
  expect(findIn('en', rows)(text)).toEqual(found)
})

test('a statement of the scene itself is not a contradiction', () => {
  const find = findIn('en', rows, 'Clara has passed for a harbour pilot for years.')
  expect(find('Clara is a harbour pilot.')).toEqual([])
})

const chineseRows: [string, string, string][] = [
  ['沈知夏', 'gender', '女'],
  ['沈知夏', 'occupation', '律师'],
  ['贺崇明', 'gender', '男'],
  ['贺崇明', 'occupation', '医生'],
]
test.each<[string, string[][]]>([
  ['沈知夏先生来了。', [['沈知夏', '沈知夏先生']]],
  ['沈知夏女士和贺崇明先生来了。', []],
  ['沈知夏是一名医生，', [['沈知夏', '沈知夏是一名医生']]],
  ['沈知夏是医生的女儿。', []],
  ['沈知夏是律师。', []],
])('%j is against the facts in %j', (text, found) => {
  expect(findIn('zh', chineseRows)(text)).toEqual(found)
})

test('the known facts are reported with the contradiction', () => {
  const scenes = [
    makeBriefScene(makeScene(1), { facts: [{ character: 'Ann', attribute: 'gender', value: '女', type: 'constant' }] }),
  ]
  const find = makeContradictionFinder({ scenes, lang: 'en' })
  expect(find('Mr Ann comes.', scenes)).toEqual([{ name: 'Ann', said: 'Mr Ann', known: ['女'] }])
})
