import { expect, test } from 'vitest'
import type { Preference } from '../../film/candidate.ts'
import { makeCandidate } from '../../testing/make-candidate.ts'
import { preferChosen } from './prefer-chosen.ts'

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
