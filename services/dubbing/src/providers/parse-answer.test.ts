import { writeWav } from '@vss/shared/audio/wav.ts'
import { expect, test } from 'vitest'
import { speakSamples } from '../testing/stub-speech.ts'
import { parseAnswer } from './parse-answer.ts'

const PART = { text: '雨停的时候有人来。', rate: 1 }
const read = (samples: Buffer) =>
  parseAnswer(writeWav(samples, { sampleRate: 24_000, channels: 1 }), PART, (outputTokens) => ({ outputTokens }))

test('speech is accepted, and its seconds count', () => {
  const { value, units } = read(speakSamples(PART.text, PART.rate))
  expect(units).toEqual({ outputTokens: value.durationSec })
})

test.each([
  ['nothing at all', () => 0],
  ['the noise of a recording', (at: number) => Math.round(36 * Math.sin(at / 7))],
])('%s is silence, as it is for mastering: refused, and still counted', (_what, sample) => {
  const samples = Buffer.alloc(2 * 48_000)
  for (let at = 0; at < 48_000; at += 1) samples.writeInt16LE(sample(at), 2 * at)
  const units = { outputTokens: 2 }
  expect(() => read(samples)).toThrow(
    expect.objectContaining({ failure: 'unusable', detail: 'the audio is silent', units }),
  )
})
