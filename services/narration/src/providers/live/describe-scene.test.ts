import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import { makeBriefScene } from '../../testing/make-brief-scene.ts'
import { describeScene, excerptOf, outlineScene } from './describe-scene.ts'

const at = { startMs: 0, endMs: 1 }
const fact = { character: 'Mara', attribute: 'occupation', value: 'pilot', type: 'stateful' }

test('a scene is what the story says of it, and its facts', () => {
  const scene = makeScene(7, {
    name: 'The quay',
    location: 'harbour',
    text: 'Mara waits.',
    dynamics: 'She is alone.',
    timeline: 'FLASHBACK',
    dialogues: [{ text: 'It left.', speaker: 'Mara', ...at }],
    captions: [{ text: 'Six in the evening', type: 'time', ...at }],
    highlights: [{ description: 'A lamp goes out.', type: null, mood: null, tags: [], ...at }],
  })
  expect(JSON.parse(JSON.stringify(describeScene(makeBriefScene(scene, { facts: [fact] }), 25)))).toEqual({
    id: 7,
    max_units: 25,
    timeline: 'FLASHBACK',
    name: 'The quay',
    place: 'harbour',
    text: 'Mara waits.',
    events: 'She is alone.',
    captions: ['Six in the evening'],
    lines: [{ speaker: 'Mara', text: 'It left.' }],
    highlights: ['A lamp goes out.'],
    known: ['Mara, occupation: pilot'],
  })
})

test('what the story does not say is left out', () => {
  const described = JSON.parse(JSON.stringify(describeScene(makeBriefScene(makeScene(1)))))
  expect(described).toEqual({ id: 1, captions: [], lines: [], highlights: [], known: [] })
})

test('a scene keeps its place in the prompt, whatever it holds', () => {
  const huge = '“好”\n'.repeat(50_000)
  const many = Array.from({ length: 2_000 }, () => ({ text: huge, speaker: huge, type: huge, ...at }))
  const scene = makeScene(1, {
    name: huge,
    location: huge,
    text: huge,
    dynamics: huge,
    mood: huge,
    dialogues: many,
    captions: many,
    highlights: many.map(() => ({ description: huge, type: huge, mood: huge, tags: [huge], ...at })),
  })
  const facts = many.map(() => ({ ...fact, value: huge }))
  const described = describeScene(makeBriefScene(scene, { facts }))
  expect(JSON.stringify(described).length).toBeLessThan(16_000)
  expect((described.lines as unknown[]).length).toBeGreaterThan(3)
  expect(Array.from(outlineScene(makeBriefScene(scene))).length).toBeLessThanOrEqual(101)
})

test('the first lines are kept', () => {
  const dialogues = Array.from({ length: 300 }, (_, index) => ({ text: `line ${index}`, speaker: 'A', ...at }))
  const { lines } = describeScene(makeBriefScene(makeScene(1, { dialogues }))) as { lines: { text: string }[] }
  expect(lines.length).toBeLessThan(300)
  expect(lines.map(({ text }) => text)).toEqual(dialogues.slice(0, lines.length).map(({ text }) => text))
})

test('a text is cut between characters, and a blank text is left out', () => {
  expect(excerptOf('  夜🌙明  ', 2)).toBe('夜🌙…')
  expect(excerptOf('abc', 3)).toBe('abc')
  expect([excerptOf('  ', 3), excerptOf(null, 3)]).toEqual([undefined, undefined])
})
