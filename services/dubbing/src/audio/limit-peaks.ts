import type { Samples } from './samples.ts'

/** Between two samples a wave may rise above both. ITU-R BS.1770 therefore measures peaks at four times the sample rate. */
const OVERSAMPLING = 4
/** A point between two samples is interpolated from so many samples on either side. */
const REACH = 6

/** The weights of interpolation, one row for each point between two samples: a sinc under a Hann window. */
const BETWEEN = Array.from({ length: OVERSAMPLING - 1 }, (_row, phase) => {
  const at = (phase + 1) / OVERSAMPLING
  return Float64Array.from({ length: 2 * REACH }, (_tap, tap) => {
    const distance = tap - (REACH - 1) - at
    return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * Math.cos((Math.PI * distance) / (2 * REACH)) ** 2
  })
})
/** An interpolated point is at most so many times as high as the highest sample it is computed from. */
const MOST_ABOVE = Math.max(...BETWEEN.map((weights) => weights.reduce((sum, weight) => sum + Math.abs(weight), 0)))
/** Peaks are searched block by block: most blocks of speech are far below any limit and are skipped. */
const BLOCK = 64

const highest = (samples: Samples, from: number, to: number): number => {
  let high = 0
  const end = Math.min(samples.length, to)
  for (let n = Math.max(0, from); n < end; n += 1) high = Math.max(high, Math.abs(samples[n] ?? 0))
  return high
}

const mayExceed = (samples: Samples, start: number, limit: number): boolean =>
  highest(samples, start - REACH, start + BLOCK + REACH) * MOST_ABOVE > limit

/** The highest point of the wave from one sample to the next. */
const peakAt = (samples: Samples, n: number): number => {
  let peak = Math.abs(samples[n] ?? 0)
  const first = Math.max(0, REACH - 1 - n)
  const end = Math.min(2 * REACH, samples.length - n + REACH - 1)
  for (const weights of BETWEEN) {
    let value = 0
    for (let tap = first; tap < end; tap += 1) value += (weights[tap] ?? 0) * (samples[n + tap - REACH + 1] ?? 0)
    peak = Math.max(peak, Math.abs(value))
  }
  return peak
}

/** The true peak, where full scale is 1. Exact above `limit`; below, only the samples themselves are looked at. */
export const truePeakOf = (samples: Samples, limit: number): number => {
  let peak = highest(samples, 0, samples.length)
  for (let start = 0; start < samples.length; start += BLOCK) {
    if (!mayExceed(samples, start, Math.max(limit, peak))) continue
    for (let n = start; n < Math.min(samples.length, start + BLOCK); n += 1) peak = Math.max(peak, peakAt(samples, n))
  }
  return peak
}

const ATTACK_SEC = 0.002
const RELEASE_SEC = 0.05

/**
 * Amplifies by `gain` and limits peaks to `limit`. Elsewhere the wave keeps its form.
 *
 * A look-ahead limiter: the gain reduction starts 2 ms before a peak (attack) and fades out within some 50 ms after it
 * (release). For each sample, `allowed` holds the reduction that its own peak needs, spread over the 2 ms before it;
 * `eased` lets that recover slowly; the reduction applied is the mean of the last 2 ms of `eased`. All values in that
 * window were held down for the peak at its end, so their mean does not exceed what the peak allows.
 */
export const limitPeaks = (
  samples: Samples,
  { gain, limit }: { gain: number; limit: number },
  sampleRate: number,
): Samples => {
  const window = Math.round(ATTACK_SEC * sampleRate) + 1
  const release = 1 - Math.exp(-1 / (RELEASE_SEC * sampleRate))
  const limited = new Float32Array(samples.length)
  /** Ring buffers of 2 ms: the reduction that peaks ahead allow, and the same with a slow release. */
  const allowed = new Float64Array(window).fill(1)
  const eased = new Float64Array(window)
  let [sum, last, isHigh] = [0, 1, false]
  for (let ahead = 0; ahead < samples.length + window - 1; ahead += 1) {
    if (ahead % BLOCK === 0) isHigh = mayExceed(samples, ahead, limit / gain)
    const peak = isHigh ? gain * peakAt(samples, ahead) : 0
    allowed[ahead % window] = 1
    if (peak > limit) for (let i = 0; i < window; i += 1) allowed[i] = Math.min(allowed[i] ?? 1, limit / peak)
    const n = ahead - window + 1
    if (n < 0) continue
    last = Math.min(allowed[n % window] ?? 1, last + (1 - last) * release)
    // Starts as if the first reduction had been there for the whole window.
    if (n === 0) {
      eased.fill(last)
      sum = window * last
    }
    sum += last - (eased[n % window] ?? 0)
    eased[n % window] = last
    limited[n] = ((samples[n] ?? 0) * gain * sum) / window
  }
  return limited
}
