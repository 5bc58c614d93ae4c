import { expect, test } from 'vitest'
import { joinWavs } from './join-wavs.ts'
import { parseWav, WavError } from './parse-wav.ts'
import { writeWav } from './write-wav.ts'

const wavOf = (samples: number[], sampleRate = 24_000) => {
  const data = Buffer.alloc(samples.length * 2)
  for (const [index, sample] of samples.entries()) data.writeInt16LE(sample, index * 2)
  return parseWav(writeWav(data, { sampleRate, channels: 1 }))
}

test('the samples of all parts follow each other, none more and none less', () => {
  const joined = parseWav(joinWavs([wavOf([1, -2, 3]), wavOf([4]), wavOf([5, 6])]))
  expect(joined).toMatchObject({ sampleRate: 24_000, channels: 1, bitsPerSample: 16, frameCount: 6, truncated: false })
  expect(joined.data).toEqual(wavOf([1, -2, 3, 4, 5, 6]).data)
})

test('floats stay floats', () => {
  const format = { sampleRate: 22_050, channels: 2, bitsPerSample: 32, encoding: 'float' } as const
  const part = parseWav(writeWav(Buffer.alloc(16, 7), format))
  expect(parseWav(joinWavs([part, part]))).toMatchObject({ ...format, frameCount: 4 })
})

test('parts of different formats are not joined', () => {
  expect(() => joinWavs([wavOf([1]), wavOf([1], 22_050)])).toThrow(WavError)
  expect(() => joinWavs([])).toThrow(WavError)
})
