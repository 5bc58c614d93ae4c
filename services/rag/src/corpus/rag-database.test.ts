import { expect, test } from 'vitest'
import { packVector, unpackVector } from './rag-database.ts'

test('unpacks a vector to the precision of 32 bits, at any alignment of its bytes', () => {
  const bytes = packVector([0.5, -0.25, 0.1])
  expect(bytes).toHaveLength(12)
  const shifted = Buffer.concat([Buffer.from([7]), bytes]).subarray(1)
  expect([...unpackVector(shifted)]).toEqual([0.5, -0.25, Math.fround(0.1)])
})
