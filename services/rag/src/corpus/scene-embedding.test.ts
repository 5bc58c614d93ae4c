import { expect, test } from 'vitest'
import { clipForEmbedding, packVector, unpackVector } from './scene-embedding.ts'

test('a short text stays as it is', () => {
  expect(clipForEmbedding('雨里等船')).toBe('雨里等船')
})

test.each(['x', '雨', '𠮷'])('a long text of %s ends with a whole character', (character) => {
  const clipped = clipForEmbedding(`a${character.repeat(7000)}`)
  expect(clipped.replaceAll(character, '')).toBe('a')
  expect(Buffer.byteLength(clipped)).toBeGreaterThan(5_996)
  expect(Buffer.byteLength(clipped)).toBeLessThanOrEqual(6_000)
})

test('unpacks a vector to the precision of 32 bits, at any alignment of its bytes', () => {
  const bytes = packVector([0.5, -0.25, 0.1])
  expect(bytes).toHaveLength(12)
  const shifted = Buffer.concat([Buffer.from([7]), bytes]).subarray(1)
  expect([...unpackVector(shifted)]).toEqual([0.5, -0.25, Math.fround(0.1)])
})
