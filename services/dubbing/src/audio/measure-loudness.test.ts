import { expect, test } from 'vitest'
import { measureLoudness } from './measure-loudness.ts'

const samplesOf = (sampleRate: number, seconds: number, sampleAt: (sec: number) => number) =>
  Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, n) => sampleAt(n / sampleRate))
const sine = (decibels: number) => (sec: number) => 10 ** (decibels / 20) * Math.sin(2 * Math.PI * 997 * sec)

// ITU-R BS.1770-4: a sine of 997 Hz at full scale in one channel is -3.01 LUFS.
test.each([8000, 24_000, 44_100, 48_000])('a sine reads as the standard says, at %d Hz', (sampleRate) => {
  const lufs = measureLoudness(samplesOf(sampleRate, 3, sine(-20)), sampleRate)
  expect(Math.abs(lufs - -23.01)).toBeLessThan(0.1)
})

test('pauses and audio shorter than a block change nothing', () => {
  const withPause = samplesOf(24_000, 6, (sec) => (sec < 3 ? sine(-20)(sec) : 0))
  expect(Math.abs(measureLoudness(withPause, 24_000) - -23.01)).toBeLessThan(0.3)
  expect(Math.abs(measureLoudness(samplesOf(24_000, 0.2, sine(-20)), 24_000) - -23.01)).toBeLessThan(0.3)
})

test('silence has no loudness', () => {
  expect(measureLoudness(new Float32Array(24_000), 24_000)).toBe(Number.NEGATIVE_INFINITY)
})
