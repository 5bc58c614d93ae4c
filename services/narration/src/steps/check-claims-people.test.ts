import type { Scene, Story } from '@vss/shared/story/story.ts'
import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import { makeBriefScene, makeStory } from '../testing/make-brief-scene.ts'
import { makeAbsentPeopleFinder } from './check-claims.ts'

const line = (speaker: string, text: string) => ({ speaker, text, startMs: 0, endMs: 1 })
const finderIn = (lang: Story['lang'], characters: string[], scenes: Scene[]) => {
  const find = makeAbsentPeopleFinder(makeStory(lang, characters, scenes))
  return (text: string, ids: readonly number[]) =>
    find(
      text,
      scenes.filter(({ id }) => ids.includes(id)).map((scene) => makeBriefScene(scene)),
    )
}

const english = finderIn(
  'en',
  ['Clara Pryce', 'Viktor', 'Grace Lund', 'Mr Lund', 'Guard', 'Hope'],
  [
    makeScene(1, { text: 'Clara waits at the gate. The guard looks away.' }),
    makeScene(2, { text: 'Viktor signs. He has lost hope.', dialogues: [line('Grace Lund', 'Done.')] }),
  ],
)

test.each<[string, number[], string[]]>([
  ['Clara waits for Viktor.', [1], ['Viktor']],
  ['Clara waits for Viktor.', [1, 2], []],
  ['Pryce waits.', [2], ['Clara Pryce']],
  ['Pryce waits, as Clara Pryce does.', [1], []],
  ['She waits; Viktoria waits too.', [1], []],
  ['Grace is over all of them.', [1], ['Grace Lund']],
  // Two people go by it.
  ['Lund comes in.', [1], []],
  // Words of the story before they are names.
  ['Guard and Hope are gone.', [1], []],
  ['', [1], []],
])('%j over %j names %j who are not there', (text, ids, absent) => {
  expect(english(text, ids)).toEqual(absent)
})

const chinese = finderIn(
  'zh',
  ['沈知夏', '林晚', '李天明', '护士'],
  [
    makeScene(1, { text: '知夏在门外等。' }),
    makeScene(2, { dialogues: [line('林晚', '走吧。'), line('李天明', '好。')] }),
  ],
)

test.each<[string, number[], string[]]>([
  ['沈知夏在等林晚。', [1], ['林晚']],
  ['沈知夏在等林晚。', [1, 2], []],
  ['知夏走了。', [2], ['沈知夏']],
  ['李天明走了。', [1], ['李天明']],
  // Words before they are anybody.
  ['天明时分，护士走了。', [1], []],
])('%j over %j names %j who are not there', (text, ids, absent) => {
  expect(chinese(text, ids)).toEqual(absent)
})

test('a person named by a fact of the scene is present', () => {
  const scene = makeScene(1, { text: 'A letter lies open.' })
  const find = makeAbsentPeopleFinder(makeStory('en', ['Viktor'], [scene]))
  const fact = { character: 'Viktor', attribute: 'occupation', value: 'clerk', type: 'stateful' }
  expect(find('Viktor wrote it.', [makeBriefScene(scene)])).toEqual(['Viktor'])
  expect(find('Viktor wrote it.', [makeBriefScene(scene, { facts: [fact] })])).toEqual([])
})

test('in a story without people none is absent', () => {
  expect(makeAbsentPeopleFinder(makeStory('en', [], []))('Viktor comes.', [])).toEqual([])
})
