import { expect, test } from 'vitest'
import { makeCandidate } from '../../testing/make-candidate.ts'
import type { AskedSentence } from './batch-sentences.ts'
import { clipAnswer, readChoices } from './read-choices.ts'

const clips = Array.from({ length: 6 }, (_, at) => ({
  number: at + 1,
  candidate: makeCandidate('highlight', at, at + 1),
}))
const candidate = (number: number) => clips[number - 1]?.candidate
const sentences: AskedSentence[] = [
  { index: 7, text: 'a', scenes: [0], clips: clips.slice(0, 5) },
  { index: 8, text: 'b', scenes: [1], clips: clips.slice(5) },
]
const read = (...choices: { sentence: number; clips: number[] }[]) => [...readChoices({ choices }, sentences)]

test('clips come in the order they were named, each once', () => {
  const answer = read({ sentence: 8, clips: [6] }, { sentence: 7, clips: [3, 1, 3] })
  expect(answer).toEqual([
    [7, [candidate(3), candidate(1)]],
    [8, [candidate(6)]],
  ])
})

test('four are enough', () => {
  expect(read({ sentence: 7, clips: [5, 4, 3, 2, 1] })[0]?.[1]).toEqual([5, 4, 3, 2].map(candidate))
})

test.each([
  ['names a clip that does not exist', [{ sentence: 7, clips: [1, 99] }]],
  ['names a clip of another sentence', [{ sentence: 7, clips: [1, 6] }]],
  ['names no clip', [{ sentence: 7, clips: [] }]],
  ['comes twice', [1, 2].map((clip) => ({ sentence: 7, clips: [clip] }))],
  ['is missing', []],
])('an answer that %s is none, and spoils no other', (_what, choices) => {
  expect(read(...choices, { sentence: 8, clips: [6] }, { sentence: 99, clips: [1] })).toEqual([[8, [candidate(6)]]])
})

test('numbers that are none are no answer at all', () => {
  for (const wrong of ['1', 0.5, null, Number.POSITIVE_INFINITY])
    expect(clipAnswer.safeParse({ choices: [{ sentence: 7, clips: [wrong] }] }).success).toBe(false)
})
