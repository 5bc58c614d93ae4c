import { expect, test } from 'vitest'
import { clipForEmbedding } from './embedded-text.ts'

test('a short text stays as it is', () => {
  expect(clipForEmbedding('雨里等船')).toBe('雨里等船')
})

test.each(['x', '雨', '𠮷'])('a long text of %s ends with a whole character', (character) => {
  const clipped = clipForEmbedding(`a${character.repeat(7000)}`)
  expect(clipped.replaceAll(character, '')).toBe('a')
  expect(Buffer.byteLength(clipped)).toBeGreaterThan(5_996)
  expect(Buffer.byteLength(clipped)).toBeLessThanOrEqual(6_000)
})
