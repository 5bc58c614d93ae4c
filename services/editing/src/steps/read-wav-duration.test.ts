import { expect, test } from 'vitest'
import { secondsOf } from '../film/seconds.ts'
import { makeWav } from '../testing/make-wav.ts'
import { readWavDuration } from './read-wav-duration.ts'

test('the length is whole samples over the sample rate', () => {
  expect(readWavDuration(makeWav(22050, 11026))).toEqual(secondsOf(11026n, 22050n))
})

test('chunks before the data are walked over, odd sizes padded', () => {
  const plain = makeWav(8000, 800)
  const note = Buffer.concat([Buffer.from('LIST'), Buffer.from([3, 0, 0, 0]), Buffer.from('abc\0')])
  const withNote = Buffer.concat([plain.subarray(0, 36), note, plain.subarray(36)])
  expect(readWavDuration(withNote)).toEqual(secondsOf(1n, 10n))
})

test('a data size left at its maximum by a stream is cut to the file', () => {
  const streamed = makeWav(8000, 400)
  streamed.writeUInt32LE(0xffffffff, 4)
  streamed.writeUInt32LE(0x7ffff000, 40)
  expect(readWavDuration(streamed)).toEqual(secondsOf(1n, 20n))
})

test('what is no WAV file, or holds no sample, has no length', () => {
  expect(readWavDuration(Buffer.from('ID3 something that is an MP3'))).toBeNull()
  expect(readWavDuration(Buffer.alloc(0))).toBeNull()
  expect(readWavDuration(makeWav(8000, 0))).toBeNull()
  expect(readWavDuration(makeWav(8000, 100).subarray(0, 36))).toBeNull()
  const noRate = makeWav(8000, 100)
  noRate.writeUInt32LE(0, 24)
  expect(readWavDuration(noRate)).toBeNull()
})
