import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import type { NarrationBrief, RewriteRequest } from '../brief/brief.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'
import { makeBriefScene, makeStory } from '../testing/make-brief-scene.ts'
import { checkClaims } from './check-claims.ts'

const scenes = [makeScene(1, { text: 'Clara waits.' }), makeScene(2, { text: 'Viktor signs.' })]
const story = makeStory('en', ['Clara', 'Viktor'], scenes)
const facts = [{ character: 'Clara', attribute: 'gender', value: 'female', type: 'constant' }]
const brief: NarrationBrief = {
  lang: 'en',
  story,
  assetName: '',
  scenes: scenes.map((scene) => makeBriefScene(scene, { facts })),
  focus: 'general',
  focusPrompt: '',
  style: 'objective',
  stylePrompt: '',
  perspective: 'third_person',
  narrator: null,
  characters: [],
  totalSec: 20,
  speakingRate: 2.5,
  temperature: null,
}
const signal = new AbortController().signal
const run = { signal, hurry: () => false }

const writerThat = (rewrite: ((request: RewriteRequest) => string) | null) => {
  const asked: RewriteRequest[] = []
  const writer: NarrationWriter = {
    model: 'test',
    languages: 'any',
    keepsLength: true,
    draft: async () => [],
    shorten: async ({ text }) => text,
    rewrite: rewrite && (async (request) => rewrite(asked[asked.push(request) - 1] ?? request)),
  }
  return { writer, asked }
}
const segment = (text: string, sceneIds = [1]) => ({ text, sceneIds, findings: [] })
const check = async (text: string, rewrite: ((request: RewriteRequest) => string) | null, changes = {}) => {
  const { writer, asked } = writerThat(rewrite)
  const [checked] = await checkClaims([segment(text)], { ...brief, ...changes }, writer, run)
  return { checked, asked }
}

test('a segment that names only people of its scenes is left alone', async () => {
  const { checked, asked } = await check('Clara waits.', () => 'other')
  expect(checked).toEqual(segment('Clara waits.'))
  expect(asked).toEqual([])
})

test('absent people and contradicted facts are removed by a rewrite, and both are recorded', async () => {
  const { checked, asked } = await check('Mr Clara waits for Viktor.', () => 'Clara waits for him.')
  const contradicted = [{ name: 'Clara', said: 'Mr Clara', known: ['female'] }]
  expect(asked).toMatchObject([{ absent: ['Viktor'], contradicted, lang: 'en' }])
  expect(asked[0]?.scenes.map(({ scene }) => scene.id)).toEqual([1])
  expect(checked).toMatchObject({
    text: 'Clara waits for him.',
    findings: [
      { check: 'people', outcome: 'rewritten', names: ['Viktor'] },
      { check: 'facts', outcome: 'rewritten', contradicted },
    ],
  })
})

test.each([
  ['still names them', 'Viktor does not come.'],
  ['contradicts the facts', 'Mr Clara waits.'],
  ['says nothing', ' '],
])('a rewritten text that %s is discarded and blocks nothing', async (_what, again) => {
  const { checked } = await check('Clara waits for Viktor.', () => again)
  expect(checked).toMatchObject({
    text: 'Clara waits for Viktor.',
    findings: [{ check: 'people', outcome: 'kept', names: ['Viktor'] }],
  })
})

test('a writer that cannot rewrite, or has no time, leaves the text and the finding', async () => {
  const kept = { findings: [{ check: 'people', outcome: 'kept', names: ['Viktor'] }] }
  expect((await check('Clara waits for Viktor.', null)).checked).toMatchObject(kept)
  const { writer, asked } = writerThat(() => 'Clara waits.')
  const hurried = await checkClaims([segment('Clara waits for Viktor.')], brief, writer, { signal, hurry: () => true })
  expect(hurried).toMatchObject([kept])
  expect(asked).toEqual([])
})

test('the first-person narrator may be named everywhere', async () => {
  const { checked } = await check('I, Viktor, see Clara.', () => 'x', { narrator: 'Viktor' })
  expect(checked?.findings).toEqual([])
})

test('a narration in another language than its story is not checked', async () => {
  const { checked } = await check('Clara waits for Viktor.', () => 'x', { lang: 'zh' })
  expect(checked?.findings).toEqual([])
})
