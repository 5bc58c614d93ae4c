import { expect, test } from 'vitest'
import { limitPeaks, truePeakOf } from './limit-peaks.ts'

const RATE = 24_000
const samplesOf = (sampleAt: (n: number) => number) => Float32Array.from({ length: RATE }, (_, n) => sampleAt(n))

test('the true peak of a wave lies between its samples', () => {
  // At a quarter of the rate and an eighth of a turn off, every sample lies at 0.707 of the peak.
  const wave = samplesOf((n) => 0.5 * Math.sin((Math.PI / 2) * n + Math.PI / 4))
  expect(Math.max(...wave)).toBeCloseTo(0.3536, 3)
  expect(truePeakOf(wave, 0.1)).toBeGreaterThan(0.49)
  expect(truePeakOf(wave, 0.1)).toBeLessThan(0.51)
})

test('a wave below the limit is amplified and keeps its form', () => {
  const wave = samplesOf((n) => 0.5 * Math.sin(n / 10))
  const limited = limitPeaks(wave, { gain: 1.1, limit: 0.6 }, RATE)
  expect(Math.max(...limited.map((sample, n) => Math.abs(sample - 1.1 * (wave[n] ?? 0))))).toBeLessThan(1e-6)
})

test.each<[string, (n: number) => number]>([
  ['a steady wave', (n) => Math.sin(n / 7)],
  ['single clicks', (n) => (n % 1000 === 0 ? 1.5 : 0.1 * Math.sin(n / 9))],
  ['clicks at both ends', (n) => (n === 0 || n === RATE - 1 ? 1 : 0.1 * Math.sin(n / 9))],
  ['a burst', (n) => (n > 10_000 && n < 12_000 ? 2 : 0.05) * Math.sin(n / 3)],
])('peaks of %s come down to the limit', (_name, sampleAt) => {
  const limited = limitPeaks(samplesOf(sampleAt), { gain: 2, limit: 0.8 }, RATE)
  expect(limited).toHaveLength(RATE)
  expect(truePeakOf(limited, 0.1)).toBeLessThan(0.8 * 10 ** (0.3 / 20))
  expect(Math.max(...limited)).toBeGreaterThan(0.5)
})

test('after a burst the wave comes back', () => {
  const sampleAt = (n: number) => (n < 1000 ? 4 : 0.1) * Math.sin(n / 3)
  const limited = limitPeaks(samplesOf(sampleAt), { gain: 1, limit: 0.8 }, RATE)
  for (const n of [12_000, 20_001]) expect(limited[n]).toBeCloseTo(sampleAt(n), 3)
})
