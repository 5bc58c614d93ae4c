import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeBranches } from './merge-branches.ts'

const counted = (...branches: number[][]) => branches.map((ids) => ids.map((id, i) => ({ id, index: i + 1 })))

describe('mergeBranches', () => {
  test('one branch is told as it stands, each scene at its first place', () => {
    expect(mergeBranches(counted([3, 1, 3, 2]))).toEqual([3, 1, 2])
  })

  test('indexes that count through all branches decide', () => {
    const branches = [
      [
        { id: 1, index: 1 },
        { id: 4, index: 4 },
      ],
      [
        { id: 2, index: 2 },
        { id: 3, index: 3 },
        { id: 4, index: 4 },
      ],
    ]
    expect(mergeBranches(branches)).toEqual([1, 2, 3, 4])
  })

  test('branches that count for themselves follow each other', () => {
    expect(mergeBranches(counted([1, 2], [3, 4]))).toEqual([1, 2, 3, 4])
  })

  test('before a scene where branches meet, the other is told up to it', () => {
    expect(mergeBranches(counted([1, 2, 9, 3], [4, 5, 9, 6]))).toEqual([1, 2, 4, 5, 9, 3, 6])
  })

  test('branches that meet in contradicting order still tell every scene once', () => {
    expect(mergeBranches(counted([1, 8, 9, 2], [3, 9, 8, 4])).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 8, 9])
  })

  test('every scene is told exactly once, whatever the branches', () => {
    const branch = fc.array(fc.record({ id: fc.nat(20), index: fc.nat(6) }), { maxLength: 15 })
    fc.assert(
      fc.property(fc.array(branch, { maxLength: 6 }), (branches) => {
        const sorted = branches.map((steps) => steps.sort((a, b) => a.index - b.index))
        const ids = new Set(sorted.flat().map(({ id }) => id))
        const told = mergeBranches(sorted)
        expect(told.length).toBe(ids.size)
        expect(new Set(told)).toEqual(ids)
      }),
    )
  })

  test('thousands of branches of the same scenes stay cheap', () => {
    const ids = Array.from({ length: 100 }, (_, i) => i)
    const branches = counted(
      ...Array.from({ length: 3000 }, (_, i) => [10_000 + i, ...(i % 2 ? ids : [...ids].reverse())]),
    )
    expect(mergeBranches(branches)).toHaveLength(3100)
  })
})
