import { expect, test } from 'vitest'
import type { Preference } from '../../film/film.ts'
import { makeCandidate } from '../../testing/make-candidate.ts'
import { clipAnswer, parseChoices, preferChosen } from './chosen-clips.ts'
import type { AskedSentence } from './offered-clips.ts'

const clips = Array.from({ length: 6 }, (_, at) => ({
  number: at + 1,
  candidate: makeCandidate('highlight', at, at + 1),
}))
const candidate = (number: number) => clips[number - 1]?.candidate
const sentences: AskedSentence[] = [
  { index: 7, text: 'a', scenes: [0], clips: clips.slice(0, 5) },
  { index: 8, text: 'b', scenes: [1], clips: clips.slice(5) },
]
const read = (...choices: { sentence: number; clips: number[] }[]) => [...parseChoices({ choices }, sentences)]

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

const [talk, line, other, lamp, river] = [
  makeCandidate('dialogue_group', 0, 9),
  makeCandidate('dialogue_single', 0, 4),
  makeCandidate('dialogue_single', 5, 9),
  makeCandidate('highlight', 10, 12),
  makeCandidate('highlight', 12, 14),
] as const
const conversationOf = new Map([line, other].map((inside) => [inside, talk]))

test('what was chosen comes before what was not, the best first, whatever the words', () => {
  for (const words of [0, 0.5, 1]) {
    const byWords: Preference = (_entry, candidate) => (candidate === river ? 1 : words)
    const prefer = preferChosen(new Map([[3, [lamp, talk]]]), conversationOf, byWords)
    const [first, second, third] = [lamp, talk, river].map((candidate) => prefer(3, candidate)) as [
      number,
      number,
      number,
    ]
    expect(first).toBeGreaterThan(second)
    expect(second).toBeGreaterThan(third)
    expect(first).toBeLessThanOrEqual(1)
    expect(third).toBeGreaterThanOrEqual(0)
  }
})

test('inside a chosen conversation the line that shares words comes first', () => {
  const prefer = preferChosen(new Map([[3, [talk]]]), conversationOf, (_entry, candidate) =>
    candidate === other ? 0.4 : 0,
  )
  expect(prefer(3, other)).toBeGreaterThan(prefer(3, line))
  expect(prefer(3, line)).toBe(prefer(3, talk))
  expect(prefer(3, line)).toBeGreaterThan(prefer(3, lamp))
})

test('where nothing was chosen, words decide alone', () => {
  const byWords: Preference = (entry, candidate) => entry / 10 + candidate.startMs / 1e6
  const prefer = preferChosen(new Map([[3, [lamp]]]), conversationOf, byWords)
  for (const candidate of [talk, line, lamp]) expect(prefer(4, candidate)).toBe(byWords(4, candidate))
})
